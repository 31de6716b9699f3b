package cli;

import cli.call.ExitCode;
import cli.call.Pages;
import cli.call.ServiceClient;
import cli.print.Screen;
import cli.print.ShownTimes;
import cli.print.TextTable;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import shared.json.Json;

/** Lists dead letter queues, or shows messages of one. */
@Command(
        name = "dead-letters",
        description = {
            "List the dead letter queues, or show some messages of one.",
            "The token must be that of an operator of the installation."
        })
final class DeadLettersCommand extends ServiceCommand {
    /** The most that the service gives of a queue. */
    private static final int MOST = 40;

    private static final int PAGE = 100;

    @Parameters(arity = "0..1", paramLabel = "QUEUE", description = "The dead letter queue whose messages are shown.")
    private String queue;

    @Option(
            names = {"-L", "--limit"},
            paramLabel = "COUNT",
            defaultValue = "20",
            description = "At most so many messages, ${DEFAULT-VALUE} by default and " + MOST + " at most.")
    private int limit;

    @Override
    ExitCode run(ServiceClient service, Screen screen) throws InterruptedException {
        if (queue == null) {
            queues(service, screen);
        } else {
            messages(service.get(RedriveCommand.path(queue) + "?limit=" + Math.max(1, Math.min(MOST, limit))), screen);
        }
        return ExitCode.OK;
    }

    private static void queues(ServiceClient service, Screen screen) throws InterruptedException {
        List<JsonNode> queues = Pages.read(service, RedriveCommand.PATH, "", "queues", PAGE, Integer.MAX_VALUE);
        if (screen.isJson()) {
            ArrayNode all = Json.object().putArray("queues");
            all.addAll(queues);
            screen.json(all);
        } else if (screen.quiet()) {
            queues.forEach(found -> screen.line(found.path("name").asText()));
        } else {
            TextTable table = new TextTable("QUEUE", "FROM", "TASK", "WAITING", "HIDDEN");
            for (JsonNode found : queues) {
                table.add(
                        found.path("name").asText(),
                        found.path("source").asText(),
                        found.path("task").asText(""),
                        found.path("waiting").asText("?"),
                        found.path("hidden").asText("?"));
            }
            screen.table(table);
        }
    }

    private static void messages(JsonNode answer, Screen screen) {
        if (screen.isJson()) {
            screen.json(answer);
            return;
        }
        if (screen.quiet()) {
            answer.path("messages")
                    .forEach(letter -> screen.line(letter.path("message_id").asText()));
            return;
        }
        screen.field("from", answer.path("source").asText());
        screen.field("waiting", "about " + answer.path("waiting").asText("?"));
        screen.field("hidden", "about " + answer.path("hidden").asText("?") + ", which somebody reads or moves now");
        for (JsonNode letter : answer.path("messages")) {
            screen.line("");
            screen.field("message", letter.path("message_id").asText());
            screen.field("sent", ShownTimes.shown(letter.path("sent_at")));
            screen.field("reason", letter.path("reason").asText());
            screen.field(
                    "body",
                    letter.path("body").asText() + (letter.path("is_cut").asBoolean() ? "…" : ""));
        }
    }
}
