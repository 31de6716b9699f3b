package cli;

import cli.call.ExitCode;
import cli.call.Reference;
import cli.call.ServiceClient;
import cli.print.Screen;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;
import shared.json.Json;

/** Runs something of an ended execution again, as a new execution. */
abstract class AgainCommand extends ExecutionCommand {
    private final String operation;

    @Option(
            names = "--id",
            paramLabel = "HEX",
            description =
                    "The id of the new execution, 32 lower-case hex digits; by default an execution is run again once.")
    private String id;

    AgainCommand(String operation) {
        this.operation = operation;
    }

    @Override
    final ExitCode run(Reference reference, ServiceClient service, Screen screen) throws InterruptedException {
        ObjectNode body = id == null ? Json.object() : Json.object().put("execution_id", id);
        JsonNode accepted = service.post(reference.path() + "/" + operation, body);
        Reference execution = Reference.of(accepted);
        if (screen.isJson()) {
            screen.json(accepted);
        } else {
            screen.line(execution.toString());
        }
        return ExitCode.OK;
    }
}
