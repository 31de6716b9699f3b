package execution.sweep;

import execution.logging.LogContext;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Lane;
import execution.model.ReasonClass;
import execution.model.StopIntent;
import execution.operations.OptionalStages;
import execution.store.Executions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * A look at executions that are due: launches that nobody makes are made, time-outs and stops are seen to, changes that
 * are not known to be published are published, and the platform is asked for tasks that it said nothing of. Where all
 * is well nothing is written.
 */
@Component
class Looks {

    private static final Logger LOG = LoggerFactory.getLogger(Looks.class);

    private final Executions executions;
    private final FoundWork found;
    private final OptionalStages stages;
    private final SweepProperties sweep;

    Looks(Executions executions, FoundWork found, OptionalStages stages, SweepProperties sweep) {
        this.executions = executions;
        this.found = found;
        this.stages = stages;
        this.sweep = sweep;
    }

    /**
     * Looks at executions that an index says are due; what they are now decides.
     *
     * @return the lanes in which executions or their parts are under way
     */
    Set<Lane> at(List<ExecutionKey> keys, Instant now) {
        Set<Lane> lanes = new HashSet<>();
        List<Execution> withTask = new ArrayList<>();
        for (Execution execution : executions.findAll(keys)) {
            if (!isDue(execution, now)) {
                // The index lags behind the row, or somebody was faster.
                continue;
            }
            lanes.addAll(execution.lanes());
            try (LogContext context = LogContext.of(execution.key(), execution.attempt())) {
                Execution after = look(execution, now);
                if (after.taskReference() != null && !after.status().isTerminal()) {
                    withTask.add(after);
                }
            } catch (RuntimeException e) {
                // One row that cannot be written must not keep the others from being looked at.
                LOG.warn("The sweep could do nothing about {}: {}", execution.key(), e.toString());
            }
        }
        withTask.stream()
                .collect(Collectors.groupingBy(execution -> execution.job().jobRunner()))
                .forEach((runner, some) -> {
                    if (askForTasks(runner, some)) {
                        some.forEach(execution -> stopUnlessItRuns(execution, now));
                    }
                });
        return lanes;
    }

    /**
     * Stops a task that does not run in time after its launch. Its runner has answered for it just before, because the
     * word that it runs may have been lost; what the row says since then decides.
     */
    private void stopUnlessItRuns(Execution execution, Instant now) {
        if (!isStartOverdue(execution, now)) {
            return;
        }
        try (LogContext context = LogContext.of(execution.key(), execution.attempt())) {
            found.stop(executions.update(
                    execution, row -> isStartOverdue(row, now) ? row.requestStop(startTimeOut(row, now)) : row));
        } catch (RuntimeException e) {
            LOG.warn("The sweep could do nothing about {}: {}", execution.key(), e.toString());
        }
    }

    private static boolean isStartOverdue(Execution row, Instant now) {
        Instant deadline = row.startDeadline();
        return deadline != null && !deadline.isAfter(now) && row.stop() == null;
    }

    private static StopIntent startTimeOut(Execution row, Instant now) {
        return new StopIntent(
                ExecutionStatus.TIMED_OUT,
                "did not run within " + row.job().startingSeconds() + " s after its launch",
                now,
                ReasonClass.START_TIME_OUT);
    }

    private static boolean isDue(Execution execution, Instant now) {
        return execution.status() != ExecutionStatus.PENDING
                && !execution.status().isTerminal()
                && execution.dueAt() != null
                && !execution.dueAt().isAfter(now);
    }

    /** What has to be done again if it comes to nothing writes the row, and with it when that is. */
    private Execution look(Execution execution, Instant now) {
        found.publish(execution);
        Execution current = executions.update(execution, row -> isOverdue(row, now) ? timedOut(row, now) : row);
        boolean isLaunchOpen = current.taskReference() == null;
        if (isLaunchOpen) {
            found.launch(current);
        }
        if (current.stop() != null) {
            found.stop(current);
        }
        if (isLaunchOpen || current.stop() != null) {
            return current.version() == execution.version() ? executions.postpone(current) : current;
        }
        return timesOutBeforeTheNextLook(current, now)
                ? executions.update(current, row -> row.dueAt() == null ? row : row.dueAt(row.deadline()))
                : current;
    }

    private static boolean isOverdue(Execution row, Instant now) {
        Instant deadline = row.runDeadline();
        return deadline != null && !deadline.isAfter(now);
    }

    private boolean timesOutBeforeTheNextLook(Execution row, Instant now) {
        Instant deadline = row.deadline();
        return deadline != null
                && deadline.isAfter(now)
                && deadline.isBefore(now.plus(sweep.task()).plus(sweep.period().multipliedBy(2)));
    }

    private static Execution timedOut(Execution row, Instant now) {
        return row.requestStop(new StopIntent(
                ExecutionStatus.TIMED_OUT, "still running " + row.job().timeoutSeconds() + " s after its launch", now));
    }

    /**
     * Asks a runner for tasks.
     *
     * @return whether the runner has answered, or is one that answers nothing at all. Otherwise its tasks may run
     */
    private boolean askForTasks(String runner, List<Execution> some) {
        boolean answered = found.ask(new TaskQuestion(
                runner,
                some.stream()
                        .collect(Collectors.toMap(Execution::taskReference, execution -> execution, (a, b) -> a))));
        return answered || !stages.isThere("describe-" + runner);
    }
}
