package execution.launch;

import execution.messaging.DueQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/**
 * Which launches wait in this instance's memory for their turn or are being made. There is one of an attempt at most.
 * What finds no room is left to the sweep.
 */
@Component
public class LaunchesInHand {

    /** Launches of some 3 KB that wait for their call. */
    private static final int MOST_WAITING = 2_000;

    /** Launches that are put off; they need no more than their keys. */
    private static final int MOST_PUT_OFF = 20_000;

    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final Set<String> putOff = ConcurrentHashMap.newKeySet();

    /** Whether another launch may wait here. */
    boolean hasRoom() {
        return waiting.size() < MOST_WAITING;
    }

    /**
     * Takes a launch, which is due when its time comes.
     *
     * @return the launch; null if it is in hand already, or finds no room
     */
    public Launching take(@Body Launching launching, Exchange exchange) {
        String attempt = launching.attemptId();
        if (launching.found() && putOff.contains(attempt)) {
            return null;
        }
        Set<String> place = launching.putOff() ? putOff : waiting;
        if (place.size() >= (launching.putOff() ? MOST_PUT_OFF : MOST_WAITING) || !place.add(attempt)) {
            return null;
        }
        exchange.setProperty(DueQueue.DUE, launching.at());
        return launching;
    }

    /**
     * Begins with a launch whose turn it is.
     *
     * @return whether nobody else is making it
     */
    boolean begin(Launching launching) {
        if (!launching.putOff()) {
            return true;
        }
        // It is in one place or the other all the time, so that the sweep finds it in hand.
        boolean alone = waiting.add(launching.attemptId());
        putOff.remove(launching.attemptId());
        return alone;
    }

    /** Lets go of a launch that was begun. */
    void release(Launching launching) {
        waiting.remove(launching.attemptId());
    }
}
