package cli;

import cli.call.ExecctlException;
import cli.call.ExitCode;
import cli.call.Reference;
import cli.call.ServiceClient;
import cli.call.UnreachableException;
import cli.print.Screen;
import cli.print.ShownTimes;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shared.json.Json;
import shared.json.Json.MalformedJsonException;

/** Prints what the task of an execution printed. */
@Command(
        name = "logs",
        description = "Print what the task of an execution printed; as JSON with an object on each line.")
final class LogsCommand extends ExecutionCommand {
    private static final int MOST_FAILURES = 60;
    private static final int PAUSE_MILLIS = 1000;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the attempt has ended.")
    private boolean follow;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Begin at a time such as 2026-01-01T12:00:00Z, or so long ago, such as 10m.")
    private String since;

    @Option(names = "--tail", paramLabel = "LINES", description = "Begin with so many of the last lines.")
    private Integer tail;

    @Option(names = "--attempt", paramLabel = "NUMBER", description = "Of this attempt, the last one by default.")
    private Integer attempt;

    @Option(
            names = {"-t", "--timestamps"},
            description = "Print before each line when it came.")
    private boolean timestamps;

    @Override
    ExitCode run(Reference reference, ServiceClient service, Screen screen) throws InterruptedException {
        String path = reference.path() + "/logs?limit=1000" + parameter("attempt", attempt);
        if (follow) {
            return follow(path + "&follow=true" + from(), service, screen);
        }
        String next = from();
        while (next != null) {
            JsonNode page = service.get(path + next);
            String source = page.path("source").asText();
            if (!screen.quiet() && !source.equals("log")) {
                screen.error(
                        source.equals("kept")
                                ? "the platform has no log; this is the end of the output"
                                : page.path("reason").asText("there is no log"));
            }
            page.path("lines").forEach(line -> print(line, screen));
            String cursor = page.path("next").textValue();
            next = cursor == null || page.path("lines").isEmpty() ? null : parameter("next", cursor);
            if (!screen.isRead()) {
                return ExitCode.FAILED;
            }
        }
        return ExitCode.OK;
    }

    private String from() {
        return parameter("since", since) + parameter("tail", tail);
    }

    private static String parameter(String name, Object value) {
        return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8);
    }

    /** What is known of a stream so far. */
    private static final class Followed {
        private String lastId;
        private int failures;
        private boolean isRead = true;
    }

    private ExitCode follow(String path, ServiceClient service, Screen screen) throws InterruptedException {
        Followed followed = new Followed();
        while (true) {
            try {
                boolean isOver = service.follow(path, followed.lastId, (id, name, data) -> {
                    followed.failures = 0;
                    followed.lastId = id == null ? followed.lastId : id;
                    return take(name, data, followed, screen);
                });
                if (isOver) {
                    return followed.isRead ? ExitCode.OK : ExitCode.FAILED;
                }
            } catch (UnreachableException e) {
                if (followed.failures == MOST_FAILURES) {
                    throw e;
                }
            }
            followed.failures++;
            if (followed.failures > MOST_FAILURES) {
                throw new ExecctlException("the log breaks off again and again");
            }
            surroundings().pause().millis(PAUSE_MILLIS);
        }
    }

    private boolean take(String name, String data, Followed followed, Screen screen) {
        JsonNode event;
        try {
            event = Json.read(data);
        } catch (MalformedJsonException e) {
            throw new ExecctlException("a line of the log " + e.getMessage());
        }
        if (name.equals("problem")) {
            throw new ExecctlException(event.path("detail").asText("the log cannot be followed"));
        }
        if (name.equals("message")) {
            print(event, screen);
            followed.isRead = screen.isRead();
        }
        return followed.isRead && !name.equals("end");
    }

    private void print(JsonNode line, Screen screen) {
        if (screen.isJson()) {
            screen.jsonLine(line);
        } else {
            screen.line((timestamps ? ShownTimes.shown(line.path("at")) + "  " : "")
                    + line.path("text").asText());
        }
    }
}
