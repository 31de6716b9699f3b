package execution.task;

import execution.allocation.AllocationProperties;
import execution.launch.Dispatcher;
import execution.logging.LogContext;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Timestamps;
import execution.runner.RawText;
import execution.runner.TaskState;
import execution.store.Executions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Follows the platform's word on tasks. States come twice, late and out of order: one counts only for the current attempt,
 * only if its version, where it has one, is higher than the last that counted, and never once the execution has ended.
 */
@Component
public class TaskStates {

    private static final Logger LOG = LoggerFactory.getLogger(TaskStates.class);
    private static final Pattern ATTEMPT_ID = Pattern.compile("[0-9a-f]{32}-[1-9][0-9]{0,2}");

    /** A state that is older than this, and whose attempt the index still does not know, belongs to no row. */
    private static final Duration INDEX_LAG = Duration.ofSeconds(30);

    private final Executions executions;
    private final AttemptIndex attempts;
    private final Dispatcher dispatcher;
    private final AttemptLocks locks;
    private final AllocationProperties allocation;
    private final NextAttempts nextAttempts;
    private final TaskStops stops;

    TaskStates(
            Executions executions,
            AttemptIndex attempts,
            Dispatcher dispatcher,
            AttemptLocks locks,
            AllocationProperties allocation,
            NextAttempts nextAttempts,
            TaskStops stops) {
        this.executions = executions;
        this.attempts = attempts;
        this.dispatcher = dispatcher;
        this.locks = locks;
        this.allocation = allocation;
        this.nextAttempts = nextAttempts;
        this.stops = stops;
    }

    /**
     * @param occurredAt when the platform said so
     * @throws UnknownAttemptException if no row names the attempt after several looks within some two seconds, and the state is
     *     so young that the index may lag still; it has to be delivered again
     */
    public void apply(TaskState state, Instant occurredAt) {
        if ((!state.isRunning() && !state.isStopped())
                || state.startedBy() == null
                || !ATTEMPT_ID.matcher(state.startedBy()).matches()) {
            // Not a state that changes anything, or not a task of ours.
            return;
        }
        // Looked up before the lock is taken: whoever stores the launch's answer must not wait for an index.
        Optional<ExecutionKey> key = attempts.find(state.startedBy());
        if (key.isPresent()) {
            locks.run(
                    state.startedBy(),
                    () -> LogContext.run(key.get(), attempt(state.startedBy()), () -> apply(key.get(), state)));
        } else if (occurredAt.isAfter(Instant.now().minus(INDEX_LAG))) {
            throw new UnknownAttemptException(state.startedBy());
        } else {
            LOG.info(
                    "No execution has the attempt {}; its task state {} is void",
                    state.startedBy(),
                    state.lastStatus());
        }
    }

    /** The number of an attempt, which its id ends with. */
    public static int attempt(String attemptId) {
        return Integer.parseInt(attemptId.substring(attemptId.lastIndexOf('-') + 1));
    }

    private void apply(ExecutionKey key, TaskState state) {
        AtomicReference<Execution> before = new AtomicReference<>();
        Optional<Execution> changed = executions.update(key, row -> {
            before.set(row);
            return next(row, state);
        });
        changed.ifPresent(after -> {
            if (state.isStopped() && after.version() != before.get().version()) {
                LOG.info(
                        "Task {} of {} stopped: {} {}",
                        state.reference(),
                        key,
                        RawText.forLog(state.stopCode()),
                        RawText.forLog(state.stoppedReason()));
            }
            if (after.status() == ExecutionStatus.ALLOCATED
                    && after.attempt() == before.get().attempt() + 1) {
                LOG.info(
                        "Execution {} starts attempt {}: {}",
                        key,
                        after.attempt(),
                        after.outcome().reason());
                dispatcher.dispatch(after, null);
            } else if (state.isRunning()) {
                stopIfUnwanted(before.get(), after, state);
            }
        });
    }

    /** A task that runs for nobody is stopped, and so is one that becomes known only after its execution was to be stopped. */
    private void stopIfUnwanted(Execution before, Execution after, TaskState state) {
        boolean current = state.startedBy().equals(after.attemptId());
        if (!current && wasDispatched(after, state.startedBy())) {
            LOG.debug("A state of {} came late: its task has stopped", state.startedBy());
        } else if (!current || after.status().isTerminal() && !state.reference().equals(after.taskReference())) {
            stops.stopOrphan(after, state.reference());
        } else if (before.taskReference() == null) {
            stops.stop(after);
        }
    }

    /** An attempt whose task was known is over only once that task has stopped, and it has no other one. */
    private static boolean wasDispatched(Execution execution, String attemptId) {
        int attempt = Integer.parseInt(attemptId.substring(attemptId.lastIndexOf('-') + 1));
        return execution.history().changes().stream()
                .anyMatch(change -> change.status() == ExecutionStatus.DISPATCHED
                        && change.attempt() != null
                        && change.attempt() == attempt);
    }

    private Execution next(Execution row, TaskState state) {
        if (row.status().isTerminal()
                || !state.startedBy().equals(row.attemptId())
                || state.isOlderThan(row.task().version())) {
            return row;
        }
        if (state.isRunning()) {
            return running(row, state);
        }
        TaskOutcome outcome = TaskOutcome.of(row, state, allocation.maxRefusals());
        Execution launched = launched(row, state);
        if (outcome.retry()) {
            return outcome.platformsDoing()
                    ? nextAttempts.afterRefusal(launched, outcome.reason(), Timestamps.now())
                    : nextAttempts.ofJob(launched, outcome.reason(), Timestamps.now());
        }
        return launched.withTask(state.reference(), state.version())
                .end(outcome.status(), outcome.exitCode(), outcome.reason(), Timestamps.now());
    }

    private static Execution running(Execution row, TaskState state) {
        if (row.status() == ExecutionStatus.RUNNING) {
            return row.taskReference() == null ? row.withTask(state.reference(), state.version()) : row;
        }
        return launched(row, state).withTask(state.reference(), state.version()).running(Timestamps.now());
    }

    /** A task's state may come before the answer of the call that launched it. */
    private static Execution launched(Execution row, TaskState state) {
        return row.status() == ExecutionStatus.ALLOCATED ? row.dispatched(state.reference(), Timestamps.now()) : row;
    }

    /** A task's state came before the index knew its attempt; it has to be delivered again. */
    public static final class UnknownAttemptException extends RuntimeException {
        UnknownAttemptException(String attemptId) {
            super("no execution is known yet at attempt " + attemptId);
        }
    }
}
