package execution.sweep;

import execution.model.EndReason;
import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.StopIntent;
import execution.model.Timestamps;
import execution.runner.TaskState;
import execution.store.Executions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** Asks a runner, by {@code direct:describe-<job_runner>}, for tasks that it said nothing of. */
@Component
public class TaskQuestions {

    /** The property of an exchange that has the runner's name. */
    public static final String RUNNER = "executionRunner";

    private static final String QUESTION = "taskQuestion";

    private final Executions executions;
    private final SweepProperties sweep;
    private final Clock clock;

    TaskQuestions(Executions executions, SweepProperties sweep, Clock clock) {
        this.executions = executions;
        this.sweep = sweep;
        this.clock = clock;
    }

    /** What the route is given: a list of references. */
    public List<String> references(@Body TaskQuestion question, Exchange exchange) {
        exchange.setProperty(QUESTION, question);
        exchange.setProperty(RUNNER, question.runner());
        exchange.getMessage().removeHeaders("*");
        return List.copyOf(question.byReference().keySet());
    }

    /**
     * Ends the executions whose tasks the runner does not know any more.
     *
     * @param answer a list of {@link TaskState}
     * @return the states of the tasks that it knows
     * @throws IllegalStateException if the answer is anything else, which says nothing of any task
     */
    public List<TaskState> states(@Body List<?> answer, @ExchangeProperty(QUESTION) TaskQuestion question) {
        if (answer == null || !answer.stream().allMatch(TaskState.class::isInstance)) {
            throw new IllegalStateException("direct:describe-" + question.runner()
                    + " is not there, or its answer is no list of execution.runner.TaskState");
        }
        Map<String, Execution> unknown = new HashMap<>(question.byReference());
        List<TaskState> states = new ArrayList<>();
        for (Object found : answer) {
            TaskState state = (TaskState) found;
            unknown.remove(state.reference());
            states.add(state);
        }
        // A task that was launched just now may not be known everywhere yet.
        Instant longAgo = Timestamps.now(clock).minus(sweep.task());
        unknown.values().stream()
                .filter(execution -> execution.dispatchedAt() != null
                        && execution.dispatchedAt().isBefore(longAgo))
                .forEach(this::endWithoutTask);
        return states;
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
                            Timestamps.now(clock))
                    : row.end(
                            stop.becomes(),
                            null,
                            stop.reason(),
                            EndReason.of(stop.reasonClass(), stop.reason()),
                            Timestamps.now(clock));
        });
    }
}
