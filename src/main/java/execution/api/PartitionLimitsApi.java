package execution.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.Execution;
import execution.partition.PartitionLimits;
import execution.parts.PartitionJob;
import execution.parts.PartitionJob.Phase;
import execution.security.Caller;
import execution.store.Executions;
import execution.store.parts.PartitionStore;
import java.io.IOException;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** Lets users change the limits of a partitioned job while it runs. */
@Component
public class PartitionLimitsApi {

    private static final InputSchema FORM = InputSchema.of("PartitionLimits");
    private static final List<String> FIELDS = List.of("max_in_flight", "tolerated_failures", "tolerated_percent");
    private static final int MOST_BYTES = 1_024;

    private final Caller caller;
    private final Executions executions;
    private final PartitionStore store;
    private final PartitionLimits limits;
    private final PartitionAnswers answers;
    private final ObjectMapper mapper;

    PartitionLimitsApi(
            Caller caller,
            Executions executions,
            PartitionStore store,
            PartitionLimits limits,
            PartitionAnswers answers,
            ObjectMapper mapper) {
        this.caller = caller;
        this.executions = executions;
        this.store = store;
        this.limits = limits;
        this.answers = answers;
        this.mapper = mapper;
    }

    /**
     * Changes the limits that the body names, and answers with how far the job is.
     *
     * @throws ProblemException if the tenant has no such execution, if its parts have not begun or have all ended, or
     *     if the body is not of its form
     */
    public void change(
            Exchange exchange,
            @Body byte[] body,
            @Header("jit_event_id") String jitEventId,
            @Header("execution_id") String executionId) {
        JsonNode wanted = wanted(body);
        Execution execution = LogsApi.find(executions, caller.tenant(), jitEventId, executionId);
        if (execution.job().partitions() == null) {
            throw ProblemException.conflict("the execution has no parts");
        }
        if (execution.status().isTerminal()) {
            throw ProblemException.conflict(
                    "the execution has ended: " + execution.status().text());
        }
        if (store.job(execution.key()).isEmpty()) {
            throw ProblemException.conflict("the parts of the execution have not begun yet");
        }
        PartitionJob after = limits.change(
                execution.key(),
                number(wanted, FIELDS.get(0)),
                number(wanted, FIELDS.get(1)),
                number(wanted, FIELDS.get(2)));
        if (after.phase().compareTo(Phase.AGGREGATING) >= 0) {
            throw ProblemException.conflict("the parts of the execution have all ended");
        }
        Responses.json(exchange, 200, answers.progress(after));
    }

    private JsonNode wanted(byte[] body) {
        JsonNode json;
        try {
            json = body == null || body.length > MOST_BYTES ? null : mapper.readTree(body);
        } catch (IOException e) {
            json = null;
        }
        if (json == null || !json.isObject()) {
            throw ProblemException.invalid("body", "must be a JSON object of at most " + MOST_BYTES + " bytes");
        }
        FORM.check(json).refuse();
        if (FIELDS.stream().noneMatch(json::hasNonNull)) {
            throw ProblemException.invalid("body", "must have at least one of " + String.join(", ", FIELDS));
        }
        return json;
    }

    private static Integer number(JsonNode wanted, String field) {
        return wanted.hasNonNull(field) ? wanted.get(field).intValue() : null;
    }
}
