package execution.publication;

import execution.model.ExecutionKey;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Remembers whether publication fails at present, and why. The outage begins with the first execution whose changes
 * could not be published, and ends when none of them waits any more. The log has its begin and its end, and not each
 * try.
 */
@Component
final class PublicationOutage {

    private static final Logger LOG = LoggerFactory.getLogger(PublicationOutage.class);

    private final Clock clock;
    private final Set<ExecutionKey> failing = new HashSet<>();
    private Instant since;
    private String reason;

    PublicationOutage(Clock clock) {
        this.clock = clock;
    }

    /**
     * A present outage.
     *
     * @param since when the first try failed
     * @param reason why the last try failed
     */
    record State(Instant since, String reason) {}

    synchronized void failed(ExecutionKey key, String why) {
        if (failing.isEmpty()) {
            since = clock.instant();
            LOG.warn("Status changes cannot be published and wait, first those of {}: {}", key, why);
        }
        failing.add(key);
        reason = why;
    }

    synchronized void succeeded(ExecutionKey key) {
        if (failing.remove(key) && failing.isEmpty()) {
            LOG.info("Status changes are published again; they could not be since {}", since);
        }
    }

    synchronized Optional<State> current() {
        return failing.isEmpty() ? Optional.empty() : Optional.of(new State(since, reason));
    }
}
