package cli;

import cli.call.ExecctlException;
import cli.call.ExitCode;
import cli.call.ServiceClient;
import cli.print.Screen;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Moves dead letters back. */
@Command(
        name = "redrive",
        description = {
            "Move messages of a dead letter queue back to the queue that they came from.",
            "The token must be that of an operator of the installation."
        })
final class RedriveCommand extends ServiceCommand {
    static final String PATH = "/dead-letters";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,80}");

    @Parameters(
            index = "0",
            paramLabel = "QUEUE",
            description = "The dead letter queue; execctl dead-letters prints which there are.")
    private String queue;

    @Parameters(
            index = "1..*",
            paramLabel = "MESSAGE",
            description = "The messages that are moved; execctl dead-letters QUEUE prints some.")
    private List<String> messages = List.of();

    @Option(names = "--all", description = "Move all messages of the queue.")
    private boolean all;

    @Mixin
    private Confirmation confirmation;

    @Override
    ExitCode run(ServiceClient service, Screen screen) throws InterruptedException {
        if (all != messages.isEmpty()) {
            throw new ExecctlException("give either the messages that are to be moved, or --all");
        }
        if (all) {
            return all(service, screen);
        }
        for (String message : messages) {
            if (!NAME.matcher(message).matches()) {
                throw new ExecctlException("'" + message + "' is no id of a message");
            }
        }
        for (String message : messages) {
            JsonNode answer = service.post(path(queue) + "/" + message + "/redrive", null);
            if (screen.isJson()) {
                screen.json(answer);
            } else if (!screen.quiet()) {
                screen.line("Message " + message + " was moved back.");
            }
        }
        return ExitCode.OK;
    }

    private ExitCode all(ServiceClient service, Screen screen) throws InterruptedException {
        if (confirmation.isWanted()) {
            JsonNode found = service.get(path(queue) + "?limit=1");
            ExitCode refused = confirmation.ask(
                    "Move all messages of " + queue + ", about "
                            + found.path("waiting").asText("?") + ", back to "
                            + found.path("source").asText() + "?",
                    surroundings(),
                    screen);
            if (refused != ExitCode.OK) {
                return refused;
            }
        }
        JsonNode answer = service.post(path(queue) + "/redrive", null);
        if (screen.isJson()) {
            screen.json(answer);
        } else if (!screen.quiet()) {
            screen.line(
                    switch (answer.path("outcome").asText()) {
                        case "started" -> "The messages are being moved back.";
                        case "under_way" -> "The messages were being moved back already.";
                        default -> answer.path("messages").asText() + " messages were moved back.";
                    });
        }
        return ExitCode.OK;
    }

    /** Gives the path of a dead letter queue. */
    static String path(String queue) {
        if (!NAME.matcher(queue).matches()) {
            throw new ExecctlException("'" + queue + "' is no name of a queue");
        }
        return PATH + "/" + queue;
    }
}
