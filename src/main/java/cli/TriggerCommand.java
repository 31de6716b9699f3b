package cli;

import cli.call.ExecctlException;
import cli.call.ExitCode;
import cli.call.Reference;
import cli.call.ServiceClient;
import cli.print.Screen;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import shared.json.Json;
import shared.json.Json.MalformedJsonException;

/** Runs a job. */
@Command(name = "trigger", description = "Run a job, and print the name of its execution.")
final class TriggerCommand extends ServiceCommand {
    /** As many bytes as the service takes of an event. */
    private static final int MOST_BYTES = 65_536;

    private static final String OURSELVES = "execctl";

    @Parameters(arity = "0..1", paramLabel = "JOB", description = "The task; execctl tasks prints which there are.")
    private String job;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "The job's event as JSON, - for stdin; the other options go before its fields.")
    private String file;

    @Option(names = "--asset", paramLabel = "ID", description = "The asset that the job is about.")
    private String asset;

    @Option(
            names = "--request",
            paramLabel = "REQUEST",
            description = "What is asked of the task: a JSON object, or any other text.")
    private String request;

    @Option(names = "--input", paramLabel = "NAME", description = "An object of the tenant in the input bucket.")
    private String input;

    @Option(names = "--runner", paramLabel = "NAME", description = "What runs the job.")
    private String runner;

    @Option(names = "--parts", paramLabel = "COUNT", description = "Split the job into so many parts.")
    private Integer parts;

    @Option(names = "--priority", paramLabel = "0..9", description = "9 is the most urgent.")
    private Integer priority;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "How long the task may run.")
    private Integer timeout;

    @Option(names = "--attempts", paramLabel = "COUNT", description = "How often the job may be tried.")
    private Integer attempts;

    @Option(
            names = "--workflow",
            paramLabel = "SLUG",
            description = "The workflow that the job belongs to, " + OURSELVES + " by default.")
    private String workflow;

    @Option(
            names = "--event",
            paramLabel = "UUID",
            description =
                    "The event that the job comes from, a new one by default. The same event, job and asset run once.")
    private String event;

    @Option(
            names = "--event-name",
            paramLabel = "NAME",
            description = "What the event is called, " + OURSELVES + " by default.")
    private String eventName;

    @Override
    ExitCode run(ServiceClient service, Screen screen) throws InterruptedException {
        JsonNode accepted = service.post("/executions", event());
        Reference execution = Reference.of(accepted);
        if (screen.isJson()) {
            screen.json(accepted);
        } else {
            screen.line(execution.toString());
        }
        return ExitCode.OK;
    }

    private ObjectNode event() {
        ObjectNode fields = file == null ? Json.object() : read();
        put(fields, "job_name", job);
        put(fields, "asset_id", asset);
        put(fields, "input", input);
        put(fields, "job_runner", runner);
        put(fields, "workflow_slug", workflow);
        put(fields, "jit_event_id", event);
        put(fields, "jit_event_name", eventName);
        put(fields, "priority", priority);
        put(fields, "timeout_seconds", timeout);
        put(fields, "max_attempts", attempts);
        if (request != null) {
            fields.set("request", request(request));
        }
        if (parts != null) {
            JsonNode asked = fields.path("partitions");
            fields.set(
                    "partitions",
                    (asked instanceof ObjectNode object ? object : Json.object()).put("count", parts.intValue()));
        }
        if (!fields.hasNonNull("job_name")) {
            throw new ExecctlException("give a JOB, or a file with a job_name");
        }
        if (!fields.hasNonNull("asset_id")) {
            throw new ExecctlException("give --asset, or a file with an asset_id");
        }
        putIfMissing(fields, "jit_event_id", UUID.randomUUID().toString());
        putIfMissing(fields, "jit_event_name", OURSELVES);
        putIfMissing(fields, "workflow_slug", OURSELVES);
        return fields;
    }

    private static void put(ObjectNode fields, String name, String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    private static void put(ObjectNode fields, String name, Integer value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    private static void putIfMissing(ObjectNode fields, String name, String value) {
        if (!fields.hasNonNull(name)) {
            fields.put(name, value);
        }
    }

    private static JsonNode request(String text) {
        if (!text.stripLeading().startsWith("{")) {
            return Json.object().textNode(text);
        }
        try {
            return Json.read(text);
        } catch (MalformedJsonException e) {
            throw new ExecctlException("--request " + e.getMessage());
        }
    }

    private ObjectNode read() {
        byte[] bytes;
        try (InputStream in = file.equals("-") ? surroundings().in() : Files.newInputStream(Path.of(file))) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw new ExecctlException(file + " cannot be read");
        }
        if (bytes.length > MOST_BYTES) {
            throw new ExecctlException(file + " is longer than the " + MOST_BYTES + " bytes that an event may have");
        }
        try {
            if (Json.read(new String(bytes, StandardCharsets.UTF_8)) instanceof ObjectNode fields) {
                return fields;
            }
            throw new ExecctlException(file + " is no JSON object");
        } catch (MalformedJsonException e) {
            throw new ExecctlException(file + " " + e.getMessage());
        }
    }
}
