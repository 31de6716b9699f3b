package cli;

import cli.call.ExitCode;
import cli.call.Reference;
import cli.call.ServiceClient;
import cli.print.Screen;
import cli.print.ShownTimes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import shared.json.Json;

/** Says why an execution stands as it does. */
@Command(name = "why", description = "Say why an execution waits, or ended as it did, and what helps.")
final class WhyCommand extends ExecutionCommand {

    @Override
    ExitCode run(Reference reference, ServiceClient service, Screen screen) throws InterruptedException {
        JsonNode execution = service.get(reference.path());
        JsonNode waiting = WatchCommand.ENDS.contains(execution.path("status").asText())
                ? Json.object()
                : service.get(reference.path() + "/why");
        List<String> reasons = reasons(execution, waiting);
        if (screen.isJson()) {
            ObjectNode answer = waiting.deepCopy();
            answer.remove("sentences");
            answer.put("status", execution.path("status").asText());
            ArrayNode all = answer.putArray("reasons");
            reasons.forEach(all::add);
            screen.json(answer);
        } else {
            if (!screen.quiet()) {
                screen.field("status", execution.path("status").asText());
            }
            reasons.forEach(screen::line);
        }
        return ExitCode.OK;
    }

    private static List<String> reasons(JsonNode execution, JsonNode waiting) {
        List<String> reasons = new ArrayList<>();
        waiting.path("sentences").forEach(sentence -> reasons.add(sentence.asText()));
        String since = ShownTimes.shown(last(execution.path("history")).path("occurred_at"));
        switch (execution.path("status").asText()) {
            case "pending" -> reasons.add("It waits since " + since + ".");
            case "allocated" -> reasons.add("It has its slot since " + since + ".");
            case "running" ->
                reasons.add("Its task runs since " + since + "."
                        + seconds(execution, "timeout_seconds", " It may take %s seconds from its launch."));
            default -> {
                // It has ended, and its own words follow.
            }
        }
        JsonNode stop = execution.path("stop");
        if (stop.isObject()) {
            add(reasons, "It is to be stopped: ", stop.path("reason"));
        }
        for (JsonNode attempt : execution.path("attempts")) {
            add(reasons, "Attempt " + attempt.path("number").asText() + ": ", attempt.path("reason"));
        }
        add(reasons, "", execution.path("reason"));
        add(reasons, "", execution.path("remedy"));
        add(reasons, "Its results: ", execution.path("results_error"));
        if (reasons.isEmpty()) {
            reasons.add("The service gives no reason.");
        }
        return reasons;
    }

    private static void add(List<String> reasons, String before, JsonNode text) {
        if (text.isTextual() && !text.asText().isBlank()) {
            String words = before + text.asText();
            if (reasons.stream().noneMatch(said -> said.endsWith(text.asText()))) {
                reasons.add(words);
            }
        }
    }

    private static String seconds(JsonNode execution, String name, String words) {
        return execution.hasNonNull(name)
                ? String.format(words, execution.path(name).asText())
                : "";
    }

    private static JsonNode last(JsonNode history) {
        return history.path(history.size() - 1);
    }
}
