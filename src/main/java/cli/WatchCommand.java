package cli;

import cli.call.ExitCode;
import cli.call.Reference;
import cli.call.ServiceClient;
import cli.call.UnreachableException;
import cli.print.PartsProgress;
import cli.print.Screen;
import cli.print.ShownTimes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shared.json.Json;

/** Watches an execution until it has ended. */
@Command(name = "watch", description = "Watch an execution until it has ended.")
final class WatchCommand extends ExecutionCommand {
    static final Set<String> ENDS = Set.of("completed", "failed", "cancelled", "timed_out");
    /** A service that is deployed anew is away for less. */
    private static final int MOST_FAILURES = 60;

    @Option(
            names = "--exit-status",
            description =
                    "End with 0 only if the execution completed: 1 if it failed or timed out, 2 if it was cancelled.")
    private boolean exitStatus;

    @Option(
            names = {"-i", "--interval"},
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "How often to look, every ${DEFAULT-VALUE} seconds by default.")
    private int interval;

    @Override
    ExitCode run(Reference reference, ServiceClient service, Screen screen) throws InterruptedException {
        surroundings().lastWords().set("the execution goes on: execctl cancel " + reference + " stops it");
        int seen = 0;
        int failures = 0;
        while (true) {
            JsonNode execution;
            try {
                execution = service.get(reference.path());
                failures = 0;
            } catch (UnreachableException e) {
                failures++;
                if (failures == 1) {
                    screen.error(e.getMessage());
                    screen.err().flush();
                }
                if (failures == MOST_FAILURES) {
                    throw e;
                }
                pause();
                continue;
            }
            seen = printChanges(execution.path("history"), seen, screen);
            String status = execution.path("status").asText();
            if (ENDS.contains(status)) {
                printEnd(execution, screen);
                return exitStatus ? exitCode(status) : ExitCode.OK;
            }
            screen.passing(progress(execution, status));
            if (!screen.isRead()) {
                return ExitCode.FAILED;
            }
            pause();
        }
    }

    private void pause() throws InterruptedException {
        surroundings().pause().millis(1000L * Math.max(1, interval));
    }

    private static ExitCode exitCode(String status) {
        return switch (status) {
            case "completed" -> ExitCode.OK;
            case "cancelled" -> ExitCode.CANCELLED;
            default -> ExitCode.FAILED;
        };
    }

    private static int printChanges(JsonNode history, int seen, Screen screen) {
        int last = seen;
        for (JsonNode change : history) {
            int seq = change.path("seq").asInt();
            if (seq > seen) {
                last = Math.max(last, seq);
                if (screen.isForPeople()) {
                    screen.passing("");
                    screen.line(ShownTimes.clock(change.path("occurred_at")) + "  "
                            + change.path("status").asText()
                            + (change.hasNonNull("reason")
                                    ? "  " + change.path("reason").asText()
                                    : ""));
                }
            }
        }
        return last;
    }

    private static void printEnd(JsonNode execution, Screen screen) {
        if (screen.isJson()) {
            screen.json(execution);
        } else if (!screen.quiet()) {
            screen.passing("");
            PartsProgress.of(execution).ifPresent(progress -> screen.field("parts", progress.words()));
            screen.field("took", ShownTimes.between(execution.path("created_at"), execution.path("completed_at")));
            screen.field("exit code", execution.path("exit_code").asText(""));
            screen.field("remedy", execution.path("remedy").asText(""));
        }
    }

    private static String progress(JsonNode execution, String status) {
        return PartsProgress.of(execution).map(PartsProgress::bar).orElseGet(() -> {
            JsonNode history = execution.path("history");
            ObjectNode now = Json.object().put("now", Instant.now().toString());
            return status + " for "
                    + ShownTimes.between(history.path(history.size() - 1).path("occurred_at"), now.path("now"));
        });
    }
}
