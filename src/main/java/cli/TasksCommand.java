package cli;

import cli.call.ExecctlException;
import cli.call.ExitCode;
import cli.call.ServiceClient;
import cli.print.Screen;
import cli.print.TextTable;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import shared.json.Json;

/** Lists tasks, or shows one. */
@Command(name = "tasks", description = "List the tasks that have a file, or show what is in force for one.")
final class TasksCommand extends ServiceCommand {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

    @Parameters(arity = "0..1", paramLabel = "TASK", description = "The task that is shown.")
    private String task;

    @Override
    ExitCode run(ServiceClient service, Screen screen) throws InterruptedException {
        if (task != null && !NAME.matcher(task).matches()) {
            throw new ExecctlException("'" + task + "' is no name of a task");
        }
        JsonNode answer = service.get(task == null ? "/tasks" : "/tasks/" + task);
        if (screen.isJson()) {
            screen.json(answer);
        } else if (task == null) {
            list(answer.path("tasks"), screen);
        } else {
            show(answer, screen);
        }
        return ExitCode.OK;
    }

    private static void list(JsonNode tasks, Screen screen) {
        if (screen.quiet()) {
            tasks.forEach(task -> screen.line(task.path("name").asText()));
            return;
        }
        TextTable table = new TextTable("TASK", "RUNNER", "TITLE");
        for (JsonNode task : tasks) {
            table.add(
                    task.path("name").asText(),
                    task.path("runner").asText(),
                    task.has("errors")
                            ? "cannot be used: " + error(task.path("errors").path(0))
                            : task.path("title").asText());
        }
        screen.table(table);
    }

    private static void show(JsonNode task, Screen screen) {
        for (Map.Entry<String, JsonNode> field : task.properties()) {
            if (field.getKey().equals("errors")) {
                field.getValue().forEach(error -> screen.field("error", error(error)));
            } else {
                JsonNode value = field.getValue();
                screen.field(
                        field.getKey().replace('_', ' '), value.isValueNode() ? value.asText("") : Json.text(value));
            }
        }
    }

    private static String error(JsonNode error) {
        return "line " + error.path("line").asText() + " " + error.path("key").asText() + " "
                + error.path("problem").asText();
    }
}
