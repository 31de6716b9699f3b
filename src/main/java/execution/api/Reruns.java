package execution.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import execution.http.OpenApi;
import execution.model.Digests;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.PartitionPlan;
import execution.parts.PartitionJob;
import execution.security.Caller;
import execution.store.Executions;
import execution.store.parts.PartitionStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/**
 * Makes the event of a re-run out of an ended execution. The event then passes every check of {@code direct:trigger},
 * as if it had come from outside: the job may be offered no longer, or its request may fit its schema no longer.
 */
@Component
public class Reruns {

    /** The property of an exchange that has the id of the execution of which a new one is a re-run. */
    static final String RERUN_OF = "rerunOf";

    /** The property of an exchange that has what the new execution knows of the parts of the ended one. */
    static final String AGAIN = "partitionsAgain";

    private static final InputSchema FORM = InputSchema.of("Rerun");

    /** The most bytes of the body, which has one field. */
    private static final int MOST_BYTES = 1_024;

    /** What an event may say of its vendor. An asset may say other things, and says them again for the re-run. */
    private static final Pattern VENDOR = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

    /** What an event may say. What else is known of a job the service finds out for each execution. */
    private static final Set<String> FIELDS = OpenApi.schema("JobEvent").path("properties").properties().stream()
            .map(Map.Entry::getKey)
            .collect(Collectors.toUnmodifiableSet());

    private final Caller caller;
    private final Executions executions;
    private final PartitionStore store;
    private final Catalogue catalogue;
    private final ObjectMapper mapper = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    Reruns(Caller caller, Executions executions, PartitionStore store, Catalogue catalogue) {
        this.caller = caller;
        this.executions = executions;
        this.store = store;
        this.catalogue = catalogue;
    }

    /**
     * Replaces the body by the event of the re-run. Without an id of the caller's choice the id of the re-run follows
     * from the id of the ended execution, so that a request that is repeated finds the re-run that is there.
     *
     * @throws ProblemException if the tenant has no such execution, if the execution has not ended, or if the body is
     *     not of its form
     */
    public void event(
            @Body byte[] body,
            @Header("jit_event_id") String jitEventId,
            @Header("execution_id") String executionId,
            Exchange exchange) {
        Execution ended = ended(jitEventId, executionId);
        PartitionPlan plan = ended.job().partitions();
        put(exchange, ended, id("rerun", body, ended.key()), plan == null ? null : again(plan, null));
    }

    /**
     * Replaces the body by the event of a re-run in which only those parts run that are not done. The id of the new
     * execution is found as that of a re-run is.
     *
     * @throws ProblemException as {@link #event} does, and if no part of the execution has failed or was cancelled, or
     *     it is not known any more which have
     */
    public void repair(
            @Body byte[] body,
            @Header("jit_event_id") String jitEventId,
            @Header("execution_id") String executionId,
            Exchange exchange) {
        Execution ended = ended(jitEventId, executionId);
        PartitionPlan plan = ended.job().partitions();
        if (plan == null) {
            throw ProblemException.conflict("the execution has no parts; run it again instead");
        }
        PartitionJob job = store.job(ended.key())
                .orElseThrow(() -> ProblemException.conflict(
                        "what became of its parts is not known, or not any more; run it again instead"));
        if (job.counts().failed() + job.counts().cancelled() == 0) {
            throw ProblemException.conflict("no part of the execution has failed or was cancelled");
        }
        put(
                exchange,
                ended,
                id("repair", body, ended.key()),
                again(plan, ended.key().executionId()));
    }

    private Execution ended(String jitEventId, String executionId) {
        Execution ended = LogsApi.find(executions, caller.tenant(), jitEventId, executionId);
        if (!ended.status().isTerminal()) {
            throw ProblemException.conflict(
                    "the execution has not ended: " + ended.status().text());
        }
        return ended;
    }

    private void put(Exchange exchange, Execution ended, String id, PartitionRequest.Again again) {
        exchange.setProperty(RERUN_OF, ended.key().executionId());
        exchange.setProperty(AGAIN, again);
        exchange.getMessage().setBody(json(ended, id));
    }

    private static PartitionRequest.Again again(PartitionPlan plan, String repairOf) {
        return new PartitionRequest.Again(plan.hasList() ? plan.object() : null, repairOf);
    }

    /** Asks for the same parts. A list that came with the request stays where it is kept. */
    private static void partitions(ObjectNode event, PartitionPlan plan, String tenant) {
        ObjectNode partitions = (ObjectNode) event.get("partitions");
        partitions.remove(List.of("runner", "bucket", "repair_of"));
        if (plan.hasList()) {
            partitions.remove("object");
        } else if (plan.object() != null) {
            partitions.put("object", plan.object().substring(tenant.length() + 1));
        }
        event.put("job_runner", plan.runner());
    }

    private String id(String kind, byte[] body, ExecutionKey ended) {
        String given = body == null || body.length == 0 ? null : given(body);
        if (ended.executionId().equals(given)) {
            throw ProblemException.invalid("execution_id", "is that of the execution that is to be run again");
        }
        return given == null ? Digests.id(kind, ended.tenantId(), ended.jitEventId(), ended.executionId()) : given;
    }

    private String given(byte[] body) {
        JsonNode json;
        try {
            json = body.length > MOST_BYTES ? null : mapper.readTree(body);
        } catch (IOException e) {
            json = null;
        }
        if (json == null || !json.isObject()) {
            throw ProblemException.invalid(
                    "body", "must be empty or a JSON object of at most " + MOST_BYTES + " bytes");
        }
        FORM.check(json).refuse();
        return json.path("execution_id").textValue();
    }

    private byte[] json(Execution ended, String id) {
        ObjectNode event = mapper.valueToTree(ended.job());
        event.retain(FIELDS);
        if (!VENDOR.matcher(event.path("vendor").asText()).matches()) {
            event.remove("vendor");
        }
        if (event.hasNonNull("priority")) {
            int most = catalogue
                    .find(ended.job().jobName())
                    .map(TaskFile::priority)
                    .orElse(TaskFile.Priority.DEFAULT)
                    .most();
            event.put("priority", Math.min(most, event.get("priority").intValue()));
        }
        if (ended.job().partitions() != null) {
            partitions(event, ended.job().partitions(), ended.key().tenantId());
        }
        event.put("jit_event_id", ended.key().jitEventId());
        event.put("execution_id", id);
        try {
            return mapper.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
