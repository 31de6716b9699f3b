package execution.publication;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.StatusChange;
import execution.store.Executions;
import execution.store.PublishedMarks;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Handler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Writes to the row that all changes are published, if no other write of the row is going to do so in time. */
@Component
public class PublicationRecords {

    private static final Logger LOG = LoggerFactory.getLogger(PublicationRecords.class);

    /**
     * How late a change may be published before that is written at once: the next write of its row may be hours away.
     */
    private static final Duration LATE = Duration.ofSeconds(30);

    /**
     * When the row is told that its last change is published, if no other write of the row, such as that of the
     * results, has told it by then. A sweep finds the row unpublished only after a longer time.
     */
    private static final Duration RECORDED_AFTER = Duration.ofSeconds(5);

    private final Executions executions;
    private final PublishedMarks marks;
    private final PublicationOutage outage;
    private final Clock clock;

    PublicationRecords(Executions executions, PublishedMarks marks, PublicationOutage outage, Clock clock) {
        this.executions = executions;
        this.marks = marks;
        this.outage = outage;
        this.clock = clock;
    }

    /**
     * Takes note that all changes of the execution are published. If the row cannot be written, the sweep publishes
     * them again.
     *
     * @param execution the execution; null if nothing waited
     */
    @Handler
    public void published(@ExchangeProperty(PublicationTurns.EXECUTION) Execution execution) {
        if (execution == null) {
            return;
        }
        outage.succeeded(execution.key());
        try {
            if (isLate(execution)) {
                executions.update(execution, this::marked);
            } else if (execution.status().isTerminal()) {
                executions
                        .updateAlong(execution.key(), RECORDED_AFTER, this::marked)
                        .exceptionally(failure -> notRecorded(execution.key(), failure));
            }
        } catch (RuntimeException e) {
            notRecorded(execution.key(), e);
        }
    }

    private Execution marked(Execution row) {
        return row.publishedUpTo(marks.of(row.key()));
    }

    /** Tells whether the last change was published long after it was made, by a sweep or after an outage. */
    private boolean isLate(Execution execution) {
        StatusChange last = execution.history().last();
        return last.occurredAt().isBefore(clock.instant().minus(LATE));
    }

    private static Void notRecorded(ExecutionKey key, Throwable failure) {
        LOG.warn("The publication of {} could not be recorded; the sweep repeats it: {}", key, failure.toString());
        return null;
    }
}
