package execution.launch;

import execution.allocation.AllocationProperties;
import execution.model.EndReason;
import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.ReasonClass;
import execution.model.StopIntent;
import execution.model.Timestamps;
import execution.runner.LaunchAnswer;
import execution.store.Executions;
import execution.store.Instance;
import execution.task.NextAttempts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import shared.failure.Backoff;

/**
 * What is stored about launches. Each change holds only for the attempt that it was meant for, and only while this
 * instance is the one that launches it.
 */
@Component
class LaunchRecords {

    private static final Backoff PUT_OFF = new Backoff(Duration.ofMillis(500), Duration.ofMinutes(1));

    private final Executions executions;
    private final AllocationProperties allocation;
    private final Instance instance;
    private final NextAttempts nextAttempts;
    private final Clock clock;

    LaunchRecords(
            Executions executions,
            AllocationProperties allocation,
            Instance instance,
            NextAttempts nextAttempts,
            Clock clock) {
        this.executions = executions;
        this.allocation = allocation;
        this.instance = instance;
        this.nextAttempts = nextAttempts;
        this.clock = clock;
    }

    /**
     * A launch that this instance has taken.
     *
     * @param uncalled whether the runner was certainly not called for the attempt before
     */
    record Taken(Execution row, boolean uncalled) {}

    /** Tells whether this instance is the launcher of the current attempt. */
    boolean isMine(Execution row) {
        return instance.id().equals(row.lastAttempt().launcher());
    }

    private static boolean isUnlaunched(Execution row, Execution meant) {
        return row.attempt() == meant.attempt()
                && row.status() == ExecutionStatus.ALLOCATED
                && row.taskReference() == null;
    }

    /**
     * Takes the launch over from another instance, or goes on with a launch that was put off.
     *
     * @return the launch; empty if this instance cannot take it
     */
    Optional<Taken> takeOver(Execution row) {
        Instant now = Timestamps.now(clock);
        AtomicReference<Execution> from = new AtomicReference<>();
        Execution after = executions.update(row, current -> {
            boolean due = current.notBefore() == null
                    ? !isMine(current)
                    : !current.notBefore().isAfter(now);
            boolean takes = due && isUnlaunched(current, row);
            from.set(takes ? current : null);
            return takes ? current.takenOver(instance.id(), now) : current;
        });
        return Optional.ofNullable(from.get()).map(before -> new Taken(after, before.notBefore() != null));
    }

    /**
     * Puts off the launch of an attempt for which the runner was certainly not called. If the execution is to be
     * stopped, or was asked for too long ago, it ends instead.
     */
    Execution putOff(Execution row) {
        Instant now = Timestamps.now(clock);
        Duration waited = Duration.between(row.history().last().occurredAt(), now);
        Instant until = now.plus(PUT_OFF.afterWaiting(waited));
        return executions.update(row, current -> {
            if (!isUnlaunched(current, row) || !isMine(current)) {
                return current;
            }
            if (current.stop() != null) {
                return stopped(current, now);
            }
            Duration within = launchWithin(current);
            return waitingSince(current).plus(within).isBefore(now)
                    ? unlaunched(current, "could not be launched within " + within, now)
                    : current.putOff(until);
        });
    }

    /** An execution that had a task before has waited for its launch only since that task ended. */
    private static Instant waitingSince(Execution row) {
        return row.history().lastTaskEnded().orElse(row.createdAt());
    }

    private Duration launchWithin(Execution row) {
        Long waiting = row.job().waitingSeconds();
        boolean isFirst = row.history().lastTaskEnded().isEmpty();
        return isFirst && waiting != null ? Duration.ofSeconds(waiting) : allocation.pendingTimeout();
    }

    private static Execution unlaunched(Execution row, String words, Instant now) {
        EndReason why = new EndReason(
                ReasonClass.WAIT_TIME_OUT,
                words,
                "Raise the platform's quota of launches, and then the budget of calls.",
                null,
                null);
        return row.end(ExecutionStatus.TIMED_OUT, null, words, why, now);
    }

    /**
     * Ends an attempt that is to be stopped and has no task.
     *
     * @param unless says of the row as it is then that it may have a task after all
     */
    Execution endStopped(Execution row, Predicate<Execution> unless) {
        return executions.update(
                row,
                current -> isUnlaunched(current, row) && current.stop() != null && !unless.test(current)
                        ? stopped(current, Timestamps.now(clock))
                        : current);
    }

    private static Execution stopped(Execution row, Instant now) {
        StopIntent stop = row.stop();
        return row.end(stop.becomes(), null, stop.reason(), EndReason.of(stop.reasonClass(), stop.reason()), now);
    }

    /** Stores the task of the attempt. */
    Execution launched(Execution row, String reference) {
        return executions.update(row, current -> {
            if (current.attempt() != row.attempt()
                    || current.status().isTerminal()
                    || current.taskReference() != null) {
                return current;
            }
            return current.status() == ExecutionStatus.ALLOCATED
                    ? current.dispatched(reference, Timestamps.now(clock))
                    : current.withTask(reference, 0);
        });
    }

    /** Stores that the runner launched nothing. Another attempt follows after a pause, or the execution ends. */
    Execution refused(Execution row, LaunchAnswer.Refused refusal) {
        return executions.update(row, refuse(row, refusal));
    }

    private UnaryOperator<Execution> refuse(Execution row, LaunchAnswer.Refused refusal) {
        return current -> {
            boolean answered = current.attempt() == row.attempt()
                    && current.status() == row.status()
                    && current.taskReference() == null
                    // Another instance that has taken it over may have got a task meanwhile.
                    && (current.status() != ExecutionStatus.ALLOCATED || isMine(current));
            if (!answered) {
                return current;
            }
            Instant now = Timestamps.now(clock);
            if (current.stop() != null) {
                return stopped(current, now);
            }
            return nextAttempts.afterRefusal(current, refusal, now);
        };
    }
}
