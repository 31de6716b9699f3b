package execution.outage;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers whether something fails at present, and why. The begin and the end of an outage are one line of log each;
 * the failures between them are not logged.
 */
public final class Outage {

    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

    private final String what;
    private final Clock clock;
    private State state;

    /**
     * A present outage.
     *
     * @param since when the first try failed
     * @param reason why the last try failed, on one line
     */
    public record State(Instant since, String reason) {}

    /**
     * Makes it with no outage.
     *
     * @param what is done, as the subject of a sentence: "Polling by route trigger-queue"
     * @param clock tells when an outage begins
     */
    public Outage(String what, Clock clock) {
        this.what = what;
        this.clock = clock;
    }

    /** Notes that a try failed. The reason is logged if the try before succeeded. */
    public synchronized void failed(Throwable reason) {
        String text = oneLine(reason);
        if (state == null) {
            LOG.warn("{} fails and is tried again: {}", what, text);
        }
        state = new State(state == null ? clock.instant() : state.since(), text);
    }

    /** Notes that a try succeeded. The end of the outage is logged if there was one. */
    public synchronized void succeeded() {
        if (state != null) {
            LOG.info("{} works again; it failed since {}", what, state.since());
            state = null;
        }
    }

    /** Gives the present outage; empty if there is none. */
    public synchronized Optional<State> current() {
        return Optional.ofNullable(state);
    }

    private static String oneLine(Throwable reason) {
        String message = reason.getMessage() == null ? reason.getClass().getSimpleName() : reason.getMessage();
        return message.replaceAll("\\p{Cntrl}+", " ");
    }
}
