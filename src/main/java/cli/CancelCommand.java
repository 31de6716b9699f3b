package cli;

import cli.call.ExitCode;
import cli.call.Reference;
import cli.call.ServiceClient;
import cli.print.Screen;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** Stops an execution. */
@Command(name = "cancel", description = "Stop an execution and its task.")
final class CancelCommand extends ExecutionCommand {

    @Override
    ExitCode run(Reference reference, ServiceClient service, Screen screen) throws InterruptedException {
        JsonNode execution = service.post(reference.path() + "/cancel", null);
        if (screen.isJson()) {
            screen.json(execution);
        } else if (!screen.quiet()) {
            screen.line(
                    execution.path("status").asText().equals("cancelled")
                            ? "It is cancelled."
                            : "It is being stopped, and ends once its task has.");
        }
        return ExitCode.OK;
    }
}
