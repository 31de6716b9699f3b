package cli;

import cli.call.ExitCode;
import cli.call.Reference;
import cli.call.ServiceClient;
import cli.print.Screen;
import cli.print.ShownTimes;
import cli.print.TextTable;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shared.json.Json;

/** Lists executions. */
@Command(name = "list", description = "List executions, the newest first.")
final class ListCommand extends ServiceCommand {
    /** So much of an id tells an execution from all others that are listed. */
    private static final int SHOWN = 12;

    @Option(
            names = {"-s", "--status"},
            paramLabel = "STATUS",
            description = "Only those that are pending, allocated, dispatched, running, completed, failed, cancelled or"
                    + " timed_out.")
    private String status;

    @Option(names = "--plan-item", paramLabel = "SLUG", description = "Only those of a plan item.")
    private String planItem;

    @Option(
            names = {"-L", "--limit"},
            paramLabel = "COUNT",
            defaultValue = "20",
            description = "At most so many, ${DEFAULT-VALUE} by default.")
    private int limit;

    @Override
    ExitCode run(ServiceClient service, Screen screen) throws InterruptedException {
        List<JsonNode> executions = Reference.newest(
                service, parameter("status", status) + parameter("plan_item_slug", planItem), Math.max(1, limit));
        if (screen.isJson()) {
            ArrayNode all = Json.object().putArray("executions");
            all.addAll(executions);
            screen.json(all);
        } else if (screen.quiet()) {
            executions.forEach(execution -> screen.line(Reference.of(execution).toString()));
        } else {
            print(executions, screen);
        }
        return ExitCode.OK;
    }

    private static String parameter(String name, String value) {
        return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static void print(List<JsonNode> executions, Screen screen) {
        TextTable table = new TextTable("EXECUTION", "STATUS", "JOB", "RUNNER", "ASSET", "CREATED", "TOOK", "REASON");
        for (JsonNode execution : executions) {
            table.add(
                    Reference.of(execution).execution().substring(0, SHOWN),
                    execution.path("status").asText(),
                    execution.path("job_name").asText(),
                    execution.path("job_runner").asText(),
                    execution.path("asset_id").asText(),
                    ShownTimes.shown(execution.path("created_at")),
                    ShownTimes.between(execution.path("created_at"), execution.path("completed_at")),
                    execution.path("reason").asText());
        }
        screen.table(table);
    }
}
