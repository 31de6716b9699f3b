package execution.sweep;

import execution.launch.Dispatcher;
import execution.logging.LogContext;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Lane;
import execution.model.StopIntent;
import execution.model.Timestamps;
import execution.publication.PublicationWakeUp;
import execution.runner.TaskState;
import execution.store.Executions;
import execution.task.TaskStates;
import execution.task.TaskStops;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * A look at executions that are due: launches that nobody makes are made, time-outs and stops are seen to, changes that are not known
 * to be published are published, and the platform is asked for tasks that it said nothing of. Where all is well nothing is written.
 */
@Component
class Looks {

    private static final Logger LOG = LoggerFactory.getLogger(Looks.class);

    private final Executions executions;
    private final Dispatcher dispatcher;
    private final TaskStates states;
    private final TaskStops stops;
    private final PublicationWakeUp publication;
    private final ProducerTemplate camel;
    private final SweepProperties sweep;

    Looks(
            Executions executions,
            Dispatcher dispatcher,
            TaskStates states,
            TaskStops stops,
            PublicationWakeUp publication,
            ProducerTemplate camel,
            SweepProperties sweep) {
        this.executions = executions;
        this.dispatcher = dispatcher;
        this.states = states;
        this.stops = stops;
        this.publication = publication;
        this.camel = camel;
        this.sweep = sweep;
    }

    /**
     * Looks at executions that an index says are due; what they are now decides.
     *
     * @return the lanes in which executions are under way
     */
    Set<Lane> at(List<ExecutionKey> keys, Instant now) {
        Set<Lane> lanes = new HashSet<>();
        List<Execution> withTask = new ArrayList<>();
        for (Execution execution : executions.findAll(keys)) {
            if (!isDue(execution, now)) {
                // The index lags behind the row, or somebody was faster.
                continue;
            }
            lanes.add(execution.lane());
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
                .forEach(this::askForTasks);
        return lanes;
    }

    private static boolean isDue(Execution execution, Instant now) {
        return execution.status() != ExecutionStatus.PENDING
                && !execution.status().isTerminal()
                && execution.dueAt() != null
                && !execution.dueAt().isAfter(now);
    }

    /** What has to be done again if it comes to nothing writes the row, and with it when that is. */
    private Execution look(Execution execution, Instant now) {
        publication.changed(execution);
        Execution current = executions.update(execution, row -> isOverdue(row, now) ? timedOut(row, now) : row);
        boolean isLaunchOpen = current.taskReference() == null;
        if (isLaunchOpen) {
            dispatcher.dispatch(current);
        }
        if (current.stop() != null) {
            stops.stop(current);
        }
        if (isLaunchOpen || current.stop() != null) {
            return current.version() == execution.version() ? executions.postpone(current) : current;
        }
        return timesOutBeforeTheNextLook(current, now)
                ? executions.update(current, row -> row.dueAt() == null ? row : row.dueAt(row.deadline()))
                : current;
    }

    private static boolean isOverdue(Execution row, Instant now) {
        Instant deadline = row.deadline();
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

    private void askForTasks(String runner, List<Execution> some) {
        String route = "direct:describe-" + runner;
        if (camel.getCamelContext().hasEndpoint(route) == null) {
            return;
        }
        Map<String, Execution> byReference =
                some.stream().collect(Collectors.toMap(Execution::taskReference, execution -> execution, (a, b) -> a));
        Exchange answer = camel.send(route, e -> e.getMessage().setBody(List.copyOf(byReference.keySet())));
        if (answer.isFailed()) {
            LOG.warn(
                    "Asking for the states of {} tasks failed: {}", some.size(), String.valueOf(answer.getException()));
            return;
        }
        for (Object found : answer.getMessage().getBody(List.class)) {
            TaskState state = (TaskState) found;
            byReference.remove(state.reference());
            states.apply(state, Instant.EPOCH);
        }
        // A task that was launched just now may not be known everywhere yet.
        Instant longAgo = Timestamps.now().minus(sweep.task());
        byReference.values().stream()
                .filter(execution -> execution.dispatchedAt() != null
                        && execution.dispatchedAt().isBefore(longAgo))
                .forEach(this::endWithoutTask);
    }

    /** The runner has forgotten the task: it stopped long ago, and no word of it came. */
    private void endWithoutTask(Execution execution) {
        executions.update(execution, row -> {
            if (row.status().isTerminal() || !execution.taskReference().equals(row.taskReference())) {
                return row;
            }
            StopIntent stop = row.stop();
            return stop == null
                    ? row.end(
                            ExecutionStatus.FAILED,
                            null,
                            "the platform no longer knows the task; it stopped without its end being reported",
                            Timestamps.now())
                    : row.end(stop.becomes(), null, stop.reason(), Timestamps.now());
        });
    }
}
