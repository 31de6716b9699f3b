package cli;

import cli.call.ExitCode;
import cli.call.Reference;
import cli.call.ServiceClient;
import cli.print.PartsProgress;
import cli.print.Screen;
import cli.print.ShownTimes;
import cli.print.TextTable;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** Shows one execution. */
@Command(name = "show", description = "Show an execution with its attempts and its history.")
final class ShowCommand extends ExecutionCommand {

    @Override
    ExitCode run(Reference reference, ServiceClient service, Screen screen) throws InterruptedException {
        JsonNode execution = service.get(reference.path());
        if (screen.isJson()) {
            screen.json(execution);
        } else if (screen.quiet()) {
            screen.line(execution.path("status").asText());
        } else {
            print(reference, execution, screen);
        }
        return ExitCode.OK;
    }

    private static void print(Reference reference, JsonNode execution, Screen screen) {
        screen.field("execution", reference.toString());
        screen.field("status", execution.path("status").asText());
        for (String name : new String[] {"reason", "remedy", "results_error"}) {
            screen.field(name.replace('_', ' '), execution.path(name).asText(""));
        }
        screen.field("exit code", execution.path("exit_code").asText(""));
        screen.field("job", execution.path("job_name").asText());
        screen.field("runner", execution.path("job_runner").asText());
        screen.field("asset", execution.path("asset_id").asText());
        screen.field("workflow", execution.path("workflow_slug").asText());
        screen.field("created", ShownTimes.shown(execution.path("created_at")));
        screen.field("completed", ShownTimes.shown(execution.path("completed_at")));
        screen.field("took", ShownTimes.between(execution.path("created_at"), execution.path("completed_at")));
        screen.field("results", execution.path("results_key").asText(""));
        screen.field("rerun of", execution.path("rerun_of").asText(""));
        screen.field(
                "parts", PartsProgress.of(execution).map(PartsProgress::words).orElse(""));
        attempts(execution.path("attempts"), screen);
        history(execution.path("history"), screen);
    }

    private static void attempts(JsonNode attempts, Screen screen) {
        if (attempts.isEmpty()) {
            return;
        }
        TextTable table = new TextTable("ATTEMPT", "OPENED", "STARTED", "ENDED", "EXIT CODE", "REASON");
        for (JsonNode attempt : attempts) {
            table.add(
                    attempt.path("number").asText(),
                    ShownTimes.shown(attempt.path("opened_at")),
                    ShownTimes.shown(attempt.path("started_at")),
                    ShownTimes.shown(attempt.path("ended_at")),
                    attempt.path("exit_code").asText(""),
                    attempt.path("reason").asText(""));
        }
        screen.line("");
        screen.table(table);
    }

    private static void history(JsonNode history, Screen screen) {
        TextTable table = new TextTable("AT", "STATUS", "REASON");
        for (JsonNode change : history) {
            table.add(
                    ShownTimes.shown(change.path("occurred_at")),
                    change.path("status").asText(),
                    change.path("reason").asText(""));
        }
        screen.line("");
        screen.table(table);
    }
}
