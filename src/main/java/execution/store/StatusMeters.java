package execution.store;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.StatusChange;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Counts the executions that this instance ended, and measures how long those waited to which it gave a slot. */
@Component
public class StatusMeters {

    /** Counts executions that ended, by their status. */
    public static final String ENDED = "execution.ended";

    /** Measures the time from the creation of an execution to its first slot. */
    public static final String WAITED = "execution.waited";

    private final MeterRegistry metrics;
    private final Timer waited;

    StatusMeters(MeterRegistry metrics) {
        this.metrics = metrics;
        this.waited = Timer.builder(WAITED)
                .description("From the creation of an execution to its first slot")
                .register(metrics);
    }

    /**
     * Notes what was written.
     *
     * @param seq up to which the history was noted before; 0 for an execution that was created
     * @param after as it was written
     */
    void written(int seq, Execution after) {
        after.history().changes().stream().filter(change -> change.seq() > seq).forEach(change -> note(after, change));
    }

    private void note(Execution execution, StatusChange change) {
        if (change.status().isTerminal()) {
            Counter.builder(ENDED)
                    .description("Executions that ended")
                    .tag("status", change.status().text())
                    .register(metrics)
                    .increment();
        }
        boolean isFirst = change.attempt() == null || change.attempt() == 1;
        if (change.previous() == ExecutionStatus.PENDING && change.status() == ExecutionStatus.ALLOCATED && isFirst) {
            // Another instance may have created it by a clock that is ahead; a timer leaves out what is negative.
            waited.record(Duration.between(execution.createdAt(), change.occurredAt()));
        }
    }
}
