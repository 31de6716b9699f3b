package execution.launch;

import execution.messaging.DueQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/**
 * Knows which launches wait in this instance's memory or are being made, so that no attempt has two of them. A launch
 * that finds no room is left to the sweep.
 */
@Component
public class LaunchesInHand {

    /** The most launches that wait for their call. Each takes some 3 KB of memory. */
    private static final int MOST_WAITING = 2_000;

    /** The most launches that are put off. Only their keys are kept. */
    private static final int MOST_PUT_OFF = 20_000;

    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final Set<String> putOff = ConcurrentHashMap.newKeySet();

    /** Tells whether another launch may wait here. */
    boolean hasRoom() {
        return waiting.size() < MOST_WAITING;
    }

    /**
     * Takes a launch, which gets its turn when its time has come.
     *
     * @return the launch; null if the attempt has a launch in hand already, or if there is no room
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
     * Begins to make a launch whose turn it is.
     *
     * @return false if another launch of the same attempt is in hand
     */
    boolean begin(Launching launching) {
        if (!launching.putOff()) {
            return true;
        }
        // The launch is added to the one set before it leaves the other, so that the sweep always finds it in hand.
        boolean alone = waiting.add(launching.attemptId());
        putOff.remove(launching.attemptId());
        return alone;
    }

    /** Forgets a launch that was begun. */
    void release(Launching launching) {
        waiting.remove(launching.attemptId());
    }
}
