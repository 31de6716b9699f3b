package execution.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.aws.ServiceProperties;
import execution.logging.LogContext;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Report;
import execution.model.ResultsKey;
import execution.model.Timestamps;
import execution.security.Caller;
import execution.store.Executions;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.PresignedPutObjectRequest;

/** Answers tasks. With the token of its attempt a task may report, read its input and leave its results. */
@Component
public class CallbackApi {

    private static final InputSchema REPORT = InputSchema.of("Report");
    private static final InputSchema RESULTS_FILE = InputSchema.of("ResultsFile");

    /** The form of the metadata's names, which is checked here because a schema of OpenAPI 3.0 cannot limit names. */
    private static final Pattern METADATA_NAME = Pattern.compile("[a-z0-9_-]{1,40}");

    private static final int MOST_BYTES = 16_384;

    /** How long a signed URL is good: long enough to send 5 GiB at 50 Mbit/s. */
    private static final Duration SIGNED_FOR = Duration.ofMinutes(15);

    /** What a task reports of itself. A field is null if the task does not report it. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    private record ReportBody(
            String status,
            Integer exitCode,
            Long durationSeconds,
            Boolean resultsUploaded,
            Boolean stdoutTruncated,
            Boolean hasFindings,
            String reason) {}

    /**
     * The results that a task wants to store.
     *
     * @param size the size in bytes
     * @param metadata is stored with the object; null if there is none
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    private record ResultsFile(String fileName, long size, Map<String, String> metadata) {}

    private final Caller caller;
    private final Executions executions;
    private final S3Client s3;
    private final S3Presigner presigner;
    private final ServiceProperties.Buckets buckets;
    private final ObjectMapper mapper;
    private final Clock clock;

    CallbackApi(
            Caller caller,
            Executions executions,
            S3Client s3,
            S3Presigner presigner,
            ServiceProperties service,
            ObjectMapper mapper,
            Clock clock) {
        this.caller = caller;
        this.executions = executions;
        this.s3 = s3;
        this.presigner = presigner;
        this.buckets = service.buckets();
        this.mapper = mapper;
        this.clock = clock;
    }

    /** Moves the execution to {@code running}, or records what the task reports of its end. */
    public void report(
            Exchange exchange, @Header("jit_event_id") String jitEventId, @Header("execution_id") String executionId) {
        Caller.Attempt attempt = authorized(jitEventId, executionId);
        LogContext.run(attempt.execution(), attempt.attempt(), () -> report(exchange, attempt));
    }

    private void report(Exchange exchange, Caller.Attempt attempt) {
        JsonNode body = body(exchange);
        REPORT.check(body).refuse();
        ReportBody said = mapper.convertValue(body, ReportBody.class);
        Execution current = current(attempt);
        boolean begins = "running".equals(said.status());
        if (begins && (current.status().isTerminal() || current.stop() != null)) {
            throw ProblemException.conflict("the execution is over or is being stopped");
        }
        Execution after = executions.update(current, row -> {
            if (row.attempt() != attempt.attempt() || row.status().isTerminal()) {
                return row;
            }
            Execution running = running(row);
            if (begins) {
                return running;
            }
            Execution reported = running.reported(new Report(
                    ExecutionStatus.of(said.status()),
                    said.exitCode(),
                    said.durationSeconds(),
                    said.resultsUploaded(),
                    said.stdoutTruncated(),
                    said.reason(),
                    Timestamps.now(clock)));
            return said.hasFindings() == null
                    ? reported
                    : reported.withResults(row.results().key(), said.hasFindings());
        });
        ObjectNode answer = mapper.createObjectNode();
        answer.put("status", after.status().text());
        Responses.json(exchange, 200, answer);
    }

    /** Answers with a signed URL of the task's input, which is an object below the prefix of the tenant. */
    public void input(
            Exchange exchange, @Header("jit_event_id") String jitEventId, @Header("execution_id") String executionId) {
        Caller.Attempt attempt = authorized(jitEventId, executionId);
        LogContext.run(attempt.execution(), attempt.attempt(), () -> input(exchange, attempt));
    }

    private void input(Exchange exchange, Caller.Attempt attempt) {
        Execution execution = underWay(attempt);
        String name = execution.job().input();
        if (name == null) {
            throw ProblemException.notFound("the execution has no input");
        }
        String key = execution.key().tenantId() + "/" + name;
        ObjectNode answer = mapper.createObjectNode();
        try {
            long size =
                    s3.headObject(head -> head.bucket(buckets.input()).key(key)).contentLength();
            answer.put("size", size);
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                throw ProblemException.notFound("there is no input object '" + name + "' of this tenant");
            }
            throw e;
        }
        answer.put("name", name.substring(name.lastIndexOf('/') + 1));
        answer.put(
                "url",
                presigner
                        .presignGetObject(presign -> presign.signatureDuration(SIGNED_FOR)
                                .getObjectRequest(
                                        get -> get.bucket(buckets.input()).key(key)))
                        .url()
                        .toString());
        Responses.json(exchange, 200, answer);
    }

    /** Answers with a signed URL for the task's results, which are one object below the prefix of the attempt. */
    public void results(
            Exchange exchange, @Header("jit_event_id") String jitEventId, @Header("execution_id") String executionId) {
        Caller.Attempt attempt = authorized(jitEventId, executionId);
        LogContext.run(attempt.execution(), attempt.attempt(), () -> results(exchange, attempt));
    }

    private void results(Exchange exchange, Caller.Attempt attempt) {
        JsonNode body = body(exchange);
        FieldErrors errors = RESULTS_FILE.check(body);
        body.path("metadata").fieldNames().forEachRemaining(name -> {
            if (!METADATA_NAME.matcher(name).matches()) {
                errors.add("metadata", "names are 1 to 40 of a-z 0-9 _ -");
            }
        });
        errors.refuse();
        ResultsFile file = mapper.convertValue(body, ResultsFile.class);
        Execution execution = underWay(attempt);
        String key = new ResultsKey(execution.key(), attempt.attempt(), file.fileName()).text();
        PresignedPutObjectRequest signed = presigner.presignPutObject(
                presign -> presign.signatureDuration(SIGNED_FOR).putObjectRequest(put -> put.bucket(buckets.results())
                        .key(key)
                        .contentLength(file.size())
                        .metadata(file.metadata())));
        ObjectNode answer = mapper.createObjectNode();
        answer.put("url", signed.url().toString());
        ObjectNode headers = answer.putObject("headers");
        signed.signedHeaders().forEach((name, values) -> {
            // Every HTTP client sends these two headers by itself.
            if (!List.of("host", "content-length").contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name, String.join(",", values));
            }
        });
        Responses.json(exchange, 201, answer);
    }

    private Execution running(Execution row) {
        if (row.status() == ExecutionStatus.RUNNING) {
            return row;
        }
        // A task may report before the answer of the call that launched the task has come.
        Execution dispatched = row.status() == ExecutionStatus.ALLOCATED
                ? row.dispatched(row.taskReference(), Timestamps.now(clock))
                : row;
        return dispatched.running(Timestamps.now(clock));
    }

    private Caller.Attempt authorized(String jitEventId, String executionId) {
        Caller.Attempt attempt = caller.attempt();
        ExecutionKey execution = attempt.execution();
        if (!execution.jitEventId().equals(jitEventId)
                || !execution.executionId().equals(executionId)) {
            throw ProblemException.forbidden("the token is for another execution");
        }
        return attempt;
    }

    private Execution current(Caller.Attempt attempt) {
        Execution execution = executions
                .find(attempt.execution())
                .orElseThrow(() -> ProblemException.notFound("there is no such execution"));
        if (execution.attempt() != attempt.attempt()) {
            throw ProblemException.conflict("attempt " + attempt.attempt() + " is over");
        }
        return execution;
    }

    private Execution underWay(Caller.Attempt attempt) {
        Execution execution = current(attempt);
        if (execution.status().isTerminal()) {
            throw ProblemException.conflict("the execution is over");
        }
        return execution;
    }

    private JsonNode body(Exchange exchange) {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        if (body == null || body.length > MOST_BYTES) {
            throw ProblemException.invalid("body", "must be a JSON object of at most " + MOST_BYTES + " bytes");
        }
        try {
            JsonNode json = mapper.readTree(body);
            if (json.isObject()) {
                return json;
            }
        } catch (IOException e) {
            // What is no JSON gets the same answer as JSON that is no object.
        }
        throw ProblemException.invalid("body", "must be a JSON object");
    }
}
