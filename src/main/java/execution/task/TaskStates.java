package execution.task;

import execution.logging.LogContext;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Timestamps;
import execution.runner.RawText;
import execution.runner.TaskPhase;
import execution.runner.TaskState;
import execution.store.Executions;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Follows the states of tasks. States come twice, late and out of order. So a state counts only for the current
 * attempt, only if its version is higher than that of the last state that counted (where the platform counts states),
 * and never once the execution has ended.
 */
@Component
public class TaskStates {

    private static final Logger LOG = LoggerFactory.getLogger(TaskStates.class);
    private static final Pattern ATTEMPT_ID = Pattern.compile("[0-9a-f]{32}-[1-9][0-9]{0,2}");

    /** How long the index may lag. An older state whose attempt the index does not know belongs to no row. */
    private static final Duration INDEX_LAG = Duration.ofSeconds(30);

    private final Executions executions;
    private final AttemptIndex attempts;
    private final AttemptLocks locks;
    private final NextAttempts nextAttempts;
    private final Clock clock;

    TaskStates(
            Executions executions, AttemptIndex attempts, AttemptLocks locks, NextAttempts nextAttempts, Clock clock) {
        this.executions = executions;
        this.attempts = attempts;
        this.locks = locks;
        this.nextAttempts = nextAttempts;
        this.clock = clock;
    }

    /**
     * Stores what a state means for its execution.
     *
     * @return the {@link NextAttempt} that is to be launched now, a {@link TaskStop} of a task that runs for nobody, or
     *     null
     * @throws UnknownAttemptException if no row names the attempt after several looks within some two seconds, and the
     *     state is so young that the index may lag still; it has to be delivered again
     */
    public Object apply(@Body TaskState state) {
        if (state.phase() == TaskPhase.KNOWN
                || !ATTEMPT_ID.matcher(state.attemptId()).matches()) {
            // The state changes nothing, or the task is none of the service's.
            return null;
        }
        // The index is asked before the lock is taken, because storing the launch's answer must not wait for an index.
        Optional<ExecutionKey> key = attempts.find(state.attemptId());
        if (key.isPresent()) {
            return locks.run(state.attemptId(), () -> {
                try (LogContext context = LogContext.of(key.get(), attempt(state.attemptId()))) {
                    return apply(key.get(), state).orElse(null);
                }
            });
        }
        if (state.occurredAt() != null
                && state.occurredAt().isAfter(clock.instant().minus(INDEX_LAG))) {
            throw new UnknownAttemptException(state.attemptId());
        }
        LOG.info("No execution has the attempt {}; its task state {} is void", state.attemptId(), state.phase());
        return null;
    }

    /** Gives the number of an attempt. The id of an attempt ends with its number. */
    private static int attempt(String attemptId) {
        return Integer.parseInt(attemptId.substring(attemptId.lastIndexOf('-') + 1));
    }

    private Optional<?> apply(ExecutionKey key, TaskState state) {
        AtomicReference<Execution> before = new AtomicReference<>();
        Execution after = executions
                .update(key, row -> {
                    before.set(row);
                    return next(row, state);
                })
                .orElse(null);
        if (after == null) {
            return Optional.empty();
        }
        if (state.isStopped() && after.version() != before.get().version()) {
            LOG.info(
                    "Task {} of {} stopped: {} {}",
                    state.reference(),
                    key,
                    state.endOf(before.get().lastAttempt().container()).cause(),
                    RawText.forLog(state.detail()));
        }
        if (after.status() == ExecutionStatus.ALLOCATED
                && after.attempt() == before.get().attempt() + 1) {
            LOG.info(
                    "Execution {} starts attempt {}: {}",
                    key,
                    after.attempt(),
                    after.outcome().reason());
            return Optional.of(new NextAttempt(after));
        }
        return state.isStarted() ? unwanted(before.get(), after, state) : Optional.empty();
    }

    /**
     * Gives the task if it has to be stopped: because it runs for no attempt under way, or because it became known only
     * after somebody had asked to stop its execution.
     */
    private Optional<TaskStop> unwanted(Execution before, Execution after, TaskState state) {
        boolean current = state.attemptId().equals(after.attemptId());
        if (!current && wasDispatched(after, state.attemptId())) {
            LOG.debug("A state of {} came late: its task has stopped", state.attemptId());
            return Optional.empty();
        }
        if (!current || after.status().isTerminal() && !state.reference().equals(after.taskReference())) {
            return Optional.of(TaskStop.ofOrphan(after, state.reference()));
        }
        return before.taskReference() == null ? TaskStop.of(after) : Optional.empty();
    }

    /** An attempt whose task was known ends only when that task has stopped, and an attempt has no second task. */
    private static boolean wasDispatched(Execution execution, String attemptId) {
        int attempt = attempt(attemptId);
        return execution.history().changes().stream()
                .anyMatch(change -> change.status() == ExecutionStatus.DISPATCHED
                        && change.attempt() != null
                        && change.attempt() == attempt);
    }

    private Execution next(Execution row, TaskState state) {
        if (row.status().isTerminal()
                || !state.attemptId().equals(row.attemptId())
                || !state.isOf(row.task().invocation())
                || state.isOlderThan(row.task().version())) {
            return row;
        }
        if (state.isStarted()) {
            return running(row, state);
        }
        TaskOutcome outcome = nextAttempts.judge(row, state);
        Execution launched = launched(row, state).withTask(state.reference(), state.version());
        return nextAttempts.after(launched, outcome, Timestamps.now(clock));
    }

    private Execution running(Execution row, TaskState state) {
        if (row.status() == ExecutionStatus.RUNNING) {
            return row.taskReference() == null ? row.withTask(state.reference(), state.version()) : row;
        }
        return launched(row, state).withTask(state.reference(), state.version()).running(Timestamps.now(clock));
    }

    /** The state of a task may come before the answer of the call that launched the task. */
    private Execution launched(Execution row, TaskState state) {
        return row.status() == ExecutionStatus.ALLOCATED
                ? row.dispatched(state.reference(), Timestamps.now(clock))
                : row;
    }

    /** The state of a task came before the index knew the attempt. The state has to be delivered again. */
    public static final class UnknownAttemptException extends RuntimeException {
        UnknownAttemptException(String attemptId) {
            super("no execution is known yet at attempt " + attemptId);
        }
    }
}
