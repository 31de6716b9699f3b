package cli;

import cli.call.ExitCode;
import cli.call.Pages;
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
import picocli.CommandLine.Parameters;
import shared.json.Json;

/** Lists workers, or shows what one runs and ran. */
@Command(
        name = "workers",
        description = {
            "List the workers that are configured, with what they run, and the tasks that can be workers; or show one.",
            "The token must be that of an operator of the installation."
        })
final class WorkersCommand extends ServiceCommand {

    @Parameters(
            arity = "0..1",
            paramLabel = "WORKER",
            description = "The address of a worker that is configured, or the id of a task.")
    private String worker;

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            description = "The cluster of the tasks, that of the service by default.")
    private String cluster;

    @Override
    ExitCode run(ServiceClient service, Screen screen) throws InterruptedException {
        if (worker == null) {
            list(Pages.read(service, "/workers", parameter("&cluster=", cluster), "workers"), screen);
        } else {
            show(
                    service.get("/worker?"
                            + (worker.contains(":")
                                    ? parameter("address=", worker)
                                    : parameter("task=", worker) + parameter("&cluster=", cluster))),
                    screen);
        }
        return ExitCode.OK;
    }

    private static String parameter(String name, String value) {
        return value == null ? "" : name + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static void list(List<JsonNode> workers, Screen screen) {
        if (screen.isJson()) {
            ArrayNode all = Json.object().putArray("workers");
            all.addAll(workers);
            screen.json(all);
        } else if (screen.quiet()) {
            workers.forEach(one ->
                    screen.line(one.path("task").asText(one.path("address").asText())));
        } else {
            TextTable table = new TextTable("WORKER", "ADDRESS", "SLOTS", "RUNNING", "STATE");
            for (JsonNode one : workers) {
                table.add(
                        one.path("task").asText(one.path("id").asText("?")),
                        one.path("address").asText(),
                        one.path("capacity").asText(""),
                        one.has("running")
                                ? Integer.toString(one.path("running").size())
                                : "",
                        state(one));
            }
            screen.table(table);
        }
    }

    private static String state(JsonNode worker) {
        if (worker.has("task")) {
            return "a task of " + worker.path("definition").asText() + ", which can be a worker; it was not asked";
        }
        return worker.path("problem").asText(worker.path("state").asText());
    }

    private static void show(JsonNode worker, Screen screen) {
        if (screen.isJson()) {
            screen.json(worker);
            return;
        }
        if (screen.quiet()) {
            worker.path("running").forEach(one -> screen.line(one.path("what").asText()));
            return;
        }
        for (String field : List.of("id", "address", "problem", "version", "started", "state", "capacity")) {
            screen.field(field, worker.path(field).asText(""));
        }
        worker.path("counters")
                .properties()
                .forEach(counter -> screen.field(
                        counter.getKey().replace('_', ' '), counter.getValue().asText()));
        if (!worker.path("running").isEmpty()) {
            TextTable running = new TextTable("RUNNING", "TASK", "SINCE");
            worker.path("running")
                    .forEach(one -> running.add(
                            one.path("what").asText(), one.path("task").asText(), ShownTimes.shown(one.path("since"))));
            screen.table(running);
        }
        if (!worker.path("recent").isEmpty()) {
            TextTable ran = new TextTable("RAN", "TASK", "HOW", "AT", "SECONDS");
            worker.path("recent")
                    .forEach(one -> ran.add(
                            one.path("what").asText(),
                            one.path("task").asText(),
                            one.path("how").asText(),
                            ShownTimes.shown(one.path("at")),
                            one.path("seconds").asText()));
            screen.table(ran);
        }
    }
}
