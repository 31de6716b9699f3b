package execution.sweep;

import execution.allocation.LaneWakeUps;
import execution.allocation.OverduePending;
import execution.application.Executions;
import execution.config.SweepProperties;
import execution.dispatch.Dispatcher;
import execution.dispatch.TaskState;
import execution.dispatch.TaskStates;
import execution.dispatch.TaskStops;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.StopIntent;
import execution.model.Timestamps;
import execution.publication.Publisher;
import execution.store.Leases;
import execution.store.WorkIndex;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Handler;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Looks at what is overdue, shard by shard. All that it does is safe to do twice; the lease on a shard only keeps several
 * instances from doing the same work.
 */
@Component
public class Sweeper {

    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    /** A page of overdue executions, which is also what one DescribeTasks takes. */
    private static final int PAGE = 100;

    private static final int MOST_PAGES = 50;

    private final Executions executions;
    private final WorkIndex index;
    private final Leases leases;
    private final LaneWakeUps lanes;
    private final OverduePending overduePending;
    private final Dispatcher dispatcher;
    private final TaskStates states;
    private final TaskStops stops;
    private final Publisher publisher;
    private final UnpublishedEvents unpublished;
    private final ProducerTemplate camel;
    private final SweepProperties sweep;

    Sweeper(
            Executions executions,
            WorkIndex index,
            Leases leases,
            LaneWakeUps lanes,
            OverduePending overduePending,
            Dispatcher dispatcher,
            TaskStates states,
            TaskStops stops,
            Publisher publisher,
            UnpublishedEvents unpublished,
            ProducerTemplate camel,
            SweepProperties sweep) {
        this.executions = executions;
        this.index = index;
        this.leases = leases;
        this.lanes = lanes;
        this.overduePending = overduePending;
        this.dispatcher = dispatcher;
        this.states = states;
        this.stops = stops;
        this.publisher = publisher;
        this.unpublished = unpublished;
        this.camel = camel;
        this.sweep = sweep;
    }

    /** One sweep over the shards that this instance has, or can get, the lease of. */
    @Handler
    public void sweep() {
        for (int shard = 0; shard < index.shards(); shard++) {
            if (leases.hold("sweep-" + shard, sweep.period().multipliedBy(3))) {
                Instant now = Timestamps.now();
                index.lanesWithPending(shard).forEach(pending -> {
                    overduePending.endAll(pending, now);
                    lanes.wake(pending.lane());
                    unpublished.ofPending(pending, now);
                });
                overdue(shard, now);
                unpublished.ofEnded(shard, now);
            }
        }
    }

    private void overdue(int shard, Instant now) {
        for (int page = 0; page < MOST_PAGES; page++) {
            List<ExecutionKey> keys = index.overdue(shard, now, PAGE);
            List<Execution> withTask = new ArrayList<>();
            for (ExecutionKey key : keys) {
                try {
                    executions
                            .find(key)
                            .map(execution -> act(execution, now))
                            .filter(after -> after.taskReference() != null
                                    && !after.status().isTerminal())
                            .ifPresent(withTask::add);
                } catch (RuntimeException e) {
                    // One row that cannot be read or written must not keep the others from being looked at.
                    LOG.warn("The sweep could do nothing about {}: {}", key, e.toString());
                }
            }
            withTask.stream()
                    .collect(Collectors.groupingBy(execution -> execution.job().jobRunner()))
                    .forEach(this::askForTasks);
            if (keys.size() < PAGE) {
                return;
            }
        }
    }

    /** Each way writes the row or hands it to someone who will, so that it is not due again at once. */
    private Execution act(Execution execution, Instant now) {
        publisher.changed(execution);
        if (execution.status().isTerminal()) {
            // The index lagged behind the row, which stands elsewhere in it by now.
            return execution;
        }
        Execution current = executions.update(execution, row -> isOverdue(row, now) ? timedOut(row, now) : row);
        if (current.taskReference() == null) {
            dispatcher.dispatch(current);
        }
        if (current.stop() != null) {
            stops.stop(current);
        }
        return current.version() == execution.version() ? executions.postpone(current) : current;
    }

    private static boolean isOverdue(Execution row, Instant now) {
        Instant deadline = row.deadline();
        return deadline != null && deadline.isBefore(now);
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
