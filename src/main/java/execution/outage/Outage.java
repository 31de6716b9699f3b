package execution.outage;

import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether something fails now, and why. Its begin and its end are one line of log each, and the failures between are none. */
public final class Outage {

    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

    private final String what;
    private State state;

    /**
     * @param since when the first try failed
     * @param reason why the last one did, on one line
     */
    public record State(Instant since, String reason) {}

    /**
     * @param what is done, as the subject of a sentence: "Polling by route trigger-queue"
     */
    public Outage(String what) {
        this.what = what;
    }

    /** A try failed; {@code reason} is logged if the one before did not. */
    public synchronized void failed(Throwable reason) {
        String text = oneLine(reason);
        if (state == null) {
            LOG.warn("{} fails and is tried again: {}", what, text);
        }
        state = new State(state == null ? Instant.now() : state.since(), text);
    }

    /** A try succeeded. */
    public synchronized void succeeded() {
        if (state != null) {
            LOG.info("{} works again; it failed since {}", what, state.since());
            state = null;
        }
    }

    /** What is known of the outage; empty if there is none. */
    public synchronized Optional<State> current() {
        return Optional.ofNullable(state);
    }

    private static String oneLine(Throwable reason) {
        String message = reason.getMessage() == null ? reason.getClass().getSimpleName() : reason.getMessage();
        return message.replaceAll("\\p{Cntrl}+", " ");
    }
}
