package execution.launch;

import execution.catalogue.Catalogue;
import execution.catalogue.ExpressionsHangException;
import execution.catalogue.TaskExpressions;
import execution.catalogue.TaskFile;
import execution.model.PartitionPlan;
import execution.runner.LaunchRefusedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/**
 * Does what the file of a task says of its launch: refuses it, fills variables out of the execution and its request,
 * and says what the task runs in. It answers in the headers that a route {@code direct:environment-<job_name>} would
 * set, and that route may change them.
 */
@Component
public class TaskMapping {

    /** The most bytes of a variable's value. */
    private static final int MOST_BYTES = 32_768;

    private final Catalogue catalogue;
    private final TaskExpressions expressions;

    TaskMapping(Catalogue catalogue, TaskExpressions expressions) {
        this.catalogue = catalogue;
        this.expressions = expressions;
    }

    /**
     * Sets the headers of a job that has a file, and does nothing for any other job.
     *
     * @param row the attributes of the execution by name
     * @throws LaunchRefusedException if a variable or a refusal cannot be worked out of this execution; the message
     *     names it
     * @throws PreparationFailedException if the file cannot be used, or is gone although the execution has a request
     */
    public void map(
            @ExchangeProperty(LaunchPreparation.JOB) String job,
            @ExchangeProperty(LaunchPreparation.ROW) Map<String, Object> row,
            Exchange exchange) {
        TaskFile task = task(job, row);
        if (task == null) {
            return;
        }
        Map<String, Object> headers = exchange.getMessage().getHeaders();
        for (int i = 0; i < task.environment().refusals().size(); i++) {
            TaskFile.Refusal refusal = task.environment().refusals().get(i);
            if (holds(refusal.when(), "environment.refusals[" + i + "]", row)) {
                headers.put("refuse", refusal.reason());
                return;
            }
        }
        if (task.results().extension() != null) {
            headers.put("env.RESULTS_EXTENSION", task.results().extension());
        }
        task.environment().variables().forEach((name, value) -> {
            String text = text(value, "environment.variables." + name, row);
            if (text != null) {
                headers.put("env." + name, text);
            }
        });
        if (!task.secrets().isEmpty()) {
            headers.put(
                    "env.EXECUTION_SECRETS",
                    String.join(",", new TreeSet<>(task.secrets().keySet())));
        }
        container(task, headers);
        // The words of a container start the wrapper. A worker knows by the section worker how a part is run.
        List<String> command = command(task, row);
        if (command != null) {
            headers.put("launch.command", command);
        }
    }

    private static List<String> command(TaskFile task, Map<String, Object> row) {
        if (!PartitionPlan.RUNNER.equals(row.get("job_runner"))) {
            return task.commandLine();
        }
        boolean onWorkers =
                row.get("partitions") instanceof Map<?, ?> plan && PartitionPlan.FLEET.equals(plan.get("runner"));
        return onWorkers ? null : task.partCommandLine();
    }

    private TaskFile task(String job, Map<String, Object> row) {
        if (catalogue.unusable(job).isPresent()) {
            throw new PreparationFailedException("the file of the task " + job + " cannot be used");
        }
        TaskFile task = catalogue.find(job).orElse(null);
        if (task == null && row.get("request") != null) {
            throw new PreparationFailedException(
                    "the task " + job + " has no file, which would say what its request means");
        }
        return task;
    }

    private boolean holds(TaskFile.Expression condition, String key, Map<String, Object> row) {
        try {
            return expressions.holds(condition, row);
        } catch (ExpressionsHangException e) {
            throw new PreparationFailedException(e.getMessage());
        } catch (Exception | StackOverflowError e) {
            throw unknown(key, e);
        }
    }

    private String text(TaskFile.Expression value, String key, Map<String, Object> row) {
        String text;
        try {
            text = expressions.text(value, row);
        } catch (ExpressionsHangException e) {
            throw new PreparationFailedException(e.getMessage());
        } catch (Exception | StackOverflowError e) {
            throw unknown(key, e);
        }
        if (text != null && text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new LaunchRefusedException(
                    key + " of the task's file has more than " + MOST_BYTES + " bytes for this execution", false);
        }
        if (text != null && text.indexOf('\0') >= 0) {
            throw new LaunchRefusedException(
                    key + " of the task's file has a NUL character for this execution, which no variable can hold",
                    false);
        }
        return text;
    }

    /** The cause is not named, because its message may repeat what the request says. */
    private static LaunchRefusedException unknown(String key, Throwable cause) {
        LaunchRefusedException refused =
                new LaunchRefusedException(key + " of the task's file cannot be worked out for this execution", false);
        refused.initCause(cause);
        return refused;
    }

    /** Names what differs from what a task has that says nothing, so that {@code direct:enrich} can say it for all. */
    private static void container(TaskFile task, Map<String, Object> headers) {
        TaskFile.Container container = task.container();
        if (!container.taskDefinition().equals(task.name())) {
            headers.put("launch.task-definition", container.taskDefinition());
        }
        if (!container.container().equals(task.name())) {
            headers.put("launch.container", container.container());
        }
        if (container.cpu() != null) {
            headers.put("launch.cpu", container.cpu().toString());
            headers.put("launch.memory", container.memory().toString());
        }
    }
}
