package execution.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.aws.ServiceProperties;
import execution.logging.LogContext;
import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.OutputKey;
import execution.model.Report;
import execution.model.ResultsKey;
import execution.model.Timestamps;
import execution.runner.LaunchObjects;
import execution.runner.TaskState;
import execution.security.Caller;
import execution.store.Executions;
import execution.task.ReportRefusedException;
import execution.task.TaskReports;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.PresignedPutObjectRequest;

/** Answers tasks. With the token of its attempt a task may report, read its input and leave its results. */
@Component
public class CallbackApi {

    private static final InputSchema REPORT = InputSchema.of("Report");
    private static final InputSchema RESULTS_FILE = InputSchema.of("ResultsFile");
    private static final InputSchema OUTPUT = InputSchema.of("Output");

    /** The form of the metadata's names, which is checked here because a schema of OpenAPI 3.0 cannot limit names. */
    private static final Pattern METADATA_NAME = Pattern.compile("[a-z0-9_-]{1,40}");

    private static final int MOST_BYTES = 16_384;

    /** What a run reports that was given back before its end. */
    private static final String RETURNED = "returned";

    /** The property of an exchange that has the execution as it is after a report. */
    private static final String REPORTED = "reportedExecution";

    private static final String REPORTING = "reportingAttempt";
    private static final String SAID = "reportSaid";

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
            Boolean outputKept,
            Boolean hasFindings,
            String reason,
            String invocationId) {}

    /**
     * The results that a task wants to store.
     *
     * @param size the size in bytes
     * @param metadata is stored with the object; null if there is none
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    private record ResultsFile(String fileName, long size, Map<String, String> metadata) {}

    private final AttemptRequests attempts;
    private final Executions executions;
    private final TaskReports reports;
    private final S3Client s3;
    private final S3Presigner presigner;
    private final LaunchObjects launches;
    private final ServiceProperties.Buckets buckets;
    private final ObjectMapper mapper;
    private final Clock clock;

    CallbackApi(
            AttemptRequests attempts,
            Executions executions,
            TaskReports reports,
            S3Client s3,
            S3Presigner presigner,
            LaunchObjects launches,
            ServiceProperties service,
            ObjectMapper mapper,
            Clock clock) {
        this.attempts = attempts;
        this.executions = executions;
        this.reports = reports;
        this.s3 = s3;
        this.presigner = presigner;
        this.launches = launches;
        this.buckets = service.buckets();
        this.mapper = mapper;
        this.clock = clock;
    }

    /**
     * Checks what a task reports, and finds the execution that the task is of.
     *
     * @return the execution
     */
    public Execution read(
            Exchange exchange, @Header("jit_event_id") String jitEventId, @Header("execution_id") String executionId) {
        Caller.Attempt attempt = attempts.authorized(jitEventId, executionId);
        try (LogContext context = LogContext.of(attempt.execution(), attempt.attempt())) {
            return read(exchange, attempt);
        }
    }

    private Execution read(Exchange exchange, Caller.Attempt attempt) {
        JsonNode body = attempts.body(exchange, MOST_BYTES);
        REPORT.check(body).refuse();
        ReportBody said = mapper.convertValue(body, ReportBody.class);
        Execution current = attempts.current(attempt);
        if (said.invocationId() == null && reports.mustNameTheRun(current)) {
            throw ProblemException.invalid("invocation_id", "must name the invocation that reports");
        }
        exchange.setProperty(REPORTING, attempt);
        exchange.setProperty(SAID, said);
        return current;
    }

    /**
     * Moves the execution to {@code running}, or records what the task reports of its end.
     *
     * @return the state that ends the task, if the task's own report is what ends it; else null
     */
    public TaskState report(
            @Body Execution current,
            @ExchangeProperty(REPORTING) Caller.Attempt attempt,
            @ExchangeProperty(SAID) Object report,
            Exchange exchange) {
        try (LogContext context = LogContext.of(attempt.execution(), attempt.attempt())) {
            return report(current, attempt, (ReportBody) report, exchange);
        }
    }

    private TaskState report(Execution current, Caller.Attempt attempt, ReportBody said, Exchange exchange) {
        try {
            Execution after = reports.store(current, attempt.attempt(), said(said));
            exchange.setProperty(REPORTED, after);
            boolean isReturned =
                    RETURNED.equals(said.status()) && !after.status().isTerminal();
            return (isReturned ? reports.returned(after) : reports.end(after)).orElse(null);
        } catch (ReportRefusedException e) {
            throw ProblemException.conflict(e.getMessage());
        }
    }

    private TaskReports.Said said(ReportBody said) {
        if (RETURNED.equals(said.status())) {
            return new TaskReports.Said(said.invocationId(), null, null, true);
        }
        Report end = "running".equals(said.status())
                ? null
                : new Report(
                        ExecutionStatus.of(said.status()),
                        said.exitCode(),
                        said.durationSeconds(),
                        said.resultsUploaded(),
                        said.stdoutTruncated(),
                        said.outputKept(),
                        said.reason(),
                        Timestamps.now(clock));
        return new TaskReports.Said(said.invocationId(), end, end == null ? null : said.hasFindings());
    }

    /** Answers with the status that the execution has after the report. */
    public void reported(Exchange exchange, @ExchangeProperty(REPORTED) Execution after) {
        boolean mayHaveEnded = reports.end(after).isPresent();
        Execution now = mayHaveEnded ? executions.find(after.key()).orElse(after) : after;
        ObjectNode answer = mapper.createObjectNode();
        answer.put("status", now.status().text());
        Responses.json(exchange, 200, answer);
    }

    /** Answers with a signed URL of the task's input, which is an object below the prefix of the tenant. */
    public void input(
            Exchange exchange, @Header("jit_event_id") String jitEventId, @Header("execution_id") String executionId) {
        Caller.Attempt attempt = attempts.authorized(jitEventId, executionId);
        LogContext.run(attempt.execution(), attempt.attempt(), () -> input(exchange, attempt));
    }

    private void input(Exchange exchange, Caller.Attempt attempt) {
        Execution execution = attempts.underWay(attempt);
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

    /** Answers with a signed URL of that part of the task's launch that its platform did not take. */
    public void launch(
            Exchange exchange, @Header("jit_event_id") String jitEventId, @Header("execution_id") String executionId) {
        Caller.Attempt attempt = attempts.authorized(jitEventId, executionId);
        LogContext.run(attempt.execution(), attempt.attempt(), () -> launch(exchange, attempt));
    }

    private void launch(Exchange exchange, Caller.Attempt attempt) {
        String attemptId = attempts.underWay(attempt).attemptId();
        ObjectNode answer = mapper.createObjectNode();
        answer.put(
                "size",
                launches.size(attemptId)
                        .orElseThrow(() -> ProblemException.notFound("all of the launch was given to the platform")));
        answer.put("url", launches.url(attemptId, SIGNED_FOR));
        Responses.json(exchange, 200, answer);
    }

    /** Answers with a signed URL for the task's results, which are one object below the prefix of the attempt. */
    public void results(
            Exchange exchange, @Header("jit_event_id") String jitEventId, @Header("execution_id") String executionId) {
        Caller.Attempt attempt = attempts.authorized(jitEventId, executionId);
        LogContext.run(attempt.execution(), attempt.attempt(), () -> results(exchange, attempt));
    }

    private void results(Exchange exchange, Caller.Attempt attempt) {
        JsonNode body = attempts.body(exchange, MOST_BYTES);
        FieldErrors errors = RESULTS_FILE.check(body);
        body.path("metadata").fieldNames().forEachRemaining(name -> {
            if (!METADATA_NAME.matcher(name).matches()) {
                errors.add("metadata", "names are 1 to 40 of a-z 0-9 _ -");
            }
        });
        errors.refuse();
        ResultsFile file = mapper.convertValue(body, ResultsFile.class);
        Execution execution = attempts.underWay(attempt);
        String key = new ResultsKey(execution.key(), attempt.attempt(), file.fileName()).text();
        Responses.json(exchange, 201, signed(put -> put.bucket(buckets.results())
                .key(key)
                .contentLength(file.size())
                .metadata(file.metadata())));
    }

    /**
     * Answers with a signed URL for the end of what the task printed, which {@code GET …/logs} answers with if the
     * platform has no log.
     */
    public void output(
            Exchange exchange, @Header("jit_event_id") String jitEventId, @Header("execution_id") String executionId) {
        Caller.Attempt attempt = attempts.authorized(jitEventId, executionId);
        LogContext.run(attempt.execution(), attempt.attempt(), () -> output(exchange, attempt));
    }

    private void output(Exchange exchange, Caller.Attempt attempt) {
        JsonNode body = attempts.body(exchange, MOST_BYTES);
        OUTPUT.check(body).refuse();
        Execution execution = attempts.underWay(attempt);
        String key = new OutputKey(execution.key(), attempt.attempt()).text();
        Responses.json(exchange, 201, signed(put -> put.bucket(buckets.results())
                .key(key)
                .contentLength(body.get("size").longValue())));
    }

    /** Signs a URL to put an object to, and names the headers that have to be sent along. */
    private ObjectNode signed(Consumer<PutObjectRequest.Builder> object) {
        PresignedPutObjectRequest signed = presigner.presignPutObject(
                presign -> presign.signatureDuration(SIGNED_FOR).putObjectRequest(object));
        ObjectNode answer = mapper.createObjectNode();
        answer.put("url", signed.url().toString());
        ObjectNode headers = answer.putObject("headers");
        signed.signedHeaders().forEach((name, values) -> {
            // Every HTTP client sends these two headers by itself.
            if (!List.of("host", "content-length").contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name, String.join(",", values));
            }
        });
        return answer;
    }
}
