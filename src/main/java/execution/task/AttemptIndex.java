package execution.task;

import execution.model.ExecutionKey;
import execution.outage.Backoff;
import execution.store.WorkIndex;
import java.time.Duration;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Finds the execution that an attempt belongs to. The index is written moments after the row, and a task's first state may come
 * sooner than that, so a miss is looked up again at once instead of after the message's next delivery.
 */
@Component
class AttemptIndex {

    /** With the pauses below a miss is certain after some two seconds, many times the usual lag. */
    private static final int TRIES = 6;

    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));

    private final WorkIndex index;
    private final Backoff pauses;

    @Autowired
    AttemptIndex(WorkIndex index) {
        this(index, PAUSES);
    }

    AttemptIndex(WorkIndex index, Backoff pauses) {
        this.index = index;
        this.pauses = pauses;
    }

    /**
     * @param attemptId the attempt's id, as a task's {@code startedBy} names it
     * @return the execution; empty if the index did not name it in six looks within some two seconds
     */
    Optional<ExecutionKey> find(String attemptId) {
        Optional<ExecutionKey> found = index.byAttempt(attemptId);
        try {
            for (int misses = 1; found.isEmpty() && misses < TRIES; misses++) {
                Thread.sleep(pauses.after(misses).toMillis());
                found = index.byAttempt(attemptId);
            }
        } catch (InterruptedException e) {
            // The service stops; the state is delivered again.
            Thread.currentThread().interrupt();
        }
        return found;
    }
}
