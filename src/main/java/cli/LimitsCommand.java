package cli;

import cli.call.ExecctlException;
import cli.call.ExitCode;
import cli.call.Reference;
import cli.call.ServiceClient;
import cli.print.PartsProgress;
import cli.print.Screen;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shared.json.Json;

/** Shows or changes the limits of a job of parts. */
@Command(name = "limits", description = "Show the limits of a job of parts, or change them while it runs.")
final class LimitsCommand extends ExecutionCommand {
    @Option(names = "--in-flight", paramLabel = "COUNT", description = "How many parts may run at the same time.")
    private Integer inFlight;

    @Option(names = "--tolerated-failures", paramLabel = "COUNT", description = "How many parts may fail.")
    private Integer toleratedFailures;

    @Option(
            names = "--tolerated-percent",
            paramLabel = "PERCENT",
            description = "How many parts of a hundred may fail.")
    private Integer toleratedPercent;

    @Override
    ExitCode run(Reference reference, ServiceClient service, Screen screen) throws InterruptedException {
        ObjectNode change = Json.object();
        put(change, "max_in_flight", inFlight);
        put(change, "tolerated_failures", toleratedFailures);
        put(change, "tolerated_percent", toleratedPercent);
        JsonNode progress = change.isEmpty()
                ? PartsProgress.of(service.get(reference.path()))
                        .orElseThrow(() -> new ExecctlException("it is no job of parts, or has not begun"))
                        .numbers()
                : service.patch(reference.path() + "/partitions", change);
        if (screen.isJson()) {
            screen.json(progress);
        } else if (!screen.quiet()) {
            screen.field(
                    "in flight", "at most " + progress.path("max_in_flight").asText());
            screen.field(
                    "tolerated",
                    progress.path("tolerated_failures").asText() + " failures or "
                            + progress.path("tolerated_percent").asText() + " %, whichever is more");
            screen.field("parts", new PartsProgress(progress).words());
        }
        return ExitCode.OK;
    }

    private static void put(ObjectNode change, String name, Integer value) {
        if (value != null) {
            change.put(name, value);
        }
    }
}
