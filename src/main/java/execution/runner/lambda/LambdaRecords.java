package execution.runner.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ReasonClass;
import execution.model.UnusableMessageException;
import execution.runner.EndCause;
import execution.runner.TaskEnd;
import execution.runner.TaskPhase;
import execution.runner.TaskState;
import execution.store.Executions;
import execution.store.WorkIndex;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import shared.token.SignedTokens;

/** Reads what Lambda says of invocations that are over, and works out what it means for the attempt. */
@Component
public class LambdaRecords {

    private static final Logger LOG = LoggerFactory.getLogger(LambdaRecords.class);

    /** How long the index may lag. An older record whose attempt the index does not know belongs to no row. */
    private static final Duration INDEX_LAG = Duration.ofSeconds(30);

    private static final int FAILURE = 1;

    /** Errors of a function that can never start, from "Lambda runtime errors" of the AWS Lambda Developer Guide. */
    private static final Set<String> NEVER_STARTS = Set.of(
            "Runtime.ImportModuleError",
            "Runtime.HandlerNotFound",
            "Runtime.MalformedHandlerName",
            "Runtime.UserCodeSyntaxError",
            "Runtime.InvalidEntrypoint",
            "Runtime.InvalidWorkingDir",
            "Runtime.NoSuchHandler");

    private static final String TIMED_OUT = "Sandbox.Timedout";
    private static final String OUT_OF_MEMORY = "Runtime.OutOfMemory";

    private final Executions executions;
    private final WorkIndex index;
    private final ObjectMapper mapper;
    private final Clock clock;

    LambdaRecords(Executions executions, WorkIndex index, ObjectMapper mapper, Clock clock) {
        this.executions = executions;
        this.index = index;
        this.mapper = mapper;
        this.clock = clock;
    }

    /**
     * Takes the tokens out of a record, for the dead letter queue. A function may have answered with its event, so they
     * may stand anywhere.
     *
     * @return the same text if there is no token in it
     */
    public String withoutToken(@Body String record) {
        return SignedTokens.masked(withoutTokenOfEvent(record));
    }

    private String withoutTokenOfEvent(String record) {
        try {
            JsonNode root = mapper.readTree(record);
            if (root != null && root.path("requestPayload") instanceof ObjectNode event) {
                event.remove(LambdaEvents.CALLBACK_TOKEN);
                return mapper.writeValueAsString(root);
            }
        } catch (JsonProcessingException e) {
            // It is no record, so there is no event in it.
        }
        return record;
    }

    /**
     * Gives the state that a record means.
     *
     * @return the state; null if the record means nothing for the attempt
     * @throws UnusableMessageException if it is no record, or if its function was not invoked for the attempt
     * @throws IllegalStateException if the attempt may not be in the index yet; the record has to be delivered again
     */
    public TaskState state(@Body String text) {
        InvocationRecord record = InvocationRecord.read(text, mapper);
        Optional<ExecutionKey> key = index.byAttempt(record.attemptId());
        if (key.isEmpty() && record.occurredAt().isAfter(clock.instant().minus(INDEX_LAG))) {
            throw new IllegalStateException("no execution is known yet at attempt " + record.attemptId());
        }
        Optional<Execution> found = key.flatMap(executions::find);
        if (found.isEmpty()) {
            LOG.info("No execution has the attempt {}; what became of its invocation is void", record.attemptId());
            return null;
        }
        Execution row = found.get();
        if (!LambdaSettings.RUNNER.equals(row.job().jobRunner())) {
            throw new UnusableMessageException("the execution of the record is not of the runner lambda");
        }
        return row.status().isTerminal() || !record.attemptId().equals(row.attemptId()) ? null : state(row, record);
    }

    private TaskState state(Execution row, InvocationRecord record) {
        boolean invoked = executions
                .launch(row)
                .map(launch -> launch.settings().get(LambdaSettings.FUNCTION))
                .filter(function -> FunctionName.isSame(function, record.functionArn()))
                .isPresent();
        if (!invoked) {
            throw new UnusableMessageException("the function of the record was not invoked for its attempt");
        }
        if (record.condition() != InvocationRecord.Condition.SUCCESS) {
            return stopped(record, failure(row, record), record.requestId());
        }
        if (!record.answersForItself() || record.exitCode() == null) {
            // An invocation that was refused to start ends so as well.
            LOG.info("The function of {} has ended and its answer does not say how its job ended", row.key());
            return null;
        }
        return stopped(record, new TaskEnd(record.exitCode(), EndCause.JOB, null), record.invocationId());
    }

    private static TaskEnd failure(Execution row, InvocationRecord record) {
        boolean started = row.task().invocation() != null;
        String type = record.errorType();
        if (!record.functionError()) {
            return started
                    ? end(null, ReasonClass.UNKNOWN, "the platform did not run the function to an end", null, record)
                    : end(
                            null,
                            ReasonClass.START_FAILURE,
                            "the platform did not start the function",
                            "Look whether the function's concurrency is used up.",
                            record);
        }
        if (!started && type != null && NEVER_STARTS.contains(type)) {
            return end(
                    null,
                    ReasonClass.UNUSABLE,
                    "the function cannot be started",
                    "Correct the function's code or the name of its handler.",
                    record);
        }
        if (TIMED_OUT.equals(type)) {
            return end(
                    null,
                    ReasonClass.TIME_OUT,
                    "the function ran for longer than it may",
                    "Give the function more time, up to 15 minutes, or the job less to do.",
                    record);
        }
        if (OUT_OF_MEMORY.equals(type)) {
            return end(
                    null,
                    ReasonClass.OUT_OF_MEMORY,
                    "the function needed more memory than it has",
                    "Give the function more memory.",
                    record);
        }
        return end(FAILURE, ReasonClass.EXIT_CODE, "the function ended with an error", null, record);
    }

    /** The kind of the function's error is one of Lambda's words, or the name of a class of the function's code. */
    private static TaskEnd end(
            Integer exitCode, ReasonClass reason, String words, String remedy, InvocationRecord record) {
        String error = record.errorType() == null ? "" : " " + record.errorType();
        return new TaskEnd(
                exitCode, null, words, reason, remedy, record.condition().word() + error);
    }

    private static TaskState stopped(InvocationRecord record, TaskEnd end, String invocation) {
        return new TaskState(
                record.attemptId(),
                record.attemptId(),
                0,
                record.occurredAt(),
                TaskPhase.STOPPED,
                end,
                Map.of(),
                "Lambda's request " + record.requestId(),
                invocation);
    }
}
