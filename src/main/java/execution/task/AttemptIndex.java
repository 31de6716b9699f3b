package execution.task;

import execution.model.ExecutionKey;
import execution.store.WorkIndex;
import java.time.Duration;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import shared.failure.Backoff;

/**
 * Finds the execution that an attempt belongs to. The index is written moments after the row, and a task's first state
 * may come even earlier. So an attempt that is not found is looked up again at once instead of with the next delivery
 * of the message.
 */
@Component
class AttemptIndex {

    /**
     * How often an attempt is looked up. With the pauses below that takes some two seconds, many times the usual lag of
     * the index.
     */
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
     * Finds the execution of an attempt.
     *
     * @param attemptId the attempt's id, as the task's states name it
     * @return the execution; empty if six look-ups within some two seconds did not find it
     */
    Optional<ExecutionKey> find(String attemptId) {
        Optional<ExecutionKey> found = index.byAttempt(attemptId);
        try {
            for (int misses = 1; found.isEmpty() && misses < TRIES; misses++) {
                Thread.sleep(pauses.after(misses).toMillis());
                found = index.byAttempt(attemptId);
            }
        } catch (InterruptedException e) {
            // The service stops, and the state is delivered again.
            Thread.currentThread().interrupt();
        }
        return found;
    }
}
