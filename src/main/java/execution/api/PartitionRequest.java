package execution.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.Digests;
import execution.model.PartitionPlan;
import execution.operations.OptionalStages;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The field {@code partitions} of a job event: whether it is right, and the plan that it makes. Where the plan's object
 * is, is worked out here; whether the object is there is found out by {@link PartitionInputs}.
 */
final class PartitionRequest {

    static final String FIELD = "partitions";

    /** How long a partitioned job may run whose event does not say so: a day. */
    static final long TIMEOUT_SECONDS = 86_400;

    static final int ATTEMPTS = 2;

    private static final int MAX_IN_FLIGHT = 100;
    private static final List<String> SOURCES = List.of("count", "list", "object");

    private final JsonNode partitions;
    private final Again again;

    /**
     * What a job that is run again knows of its parts, and no event can say.
     *
     * @param list the key of the object that keeps the list of the parts; null if the event says what the parts are
     * @param repairOf the id of the execution whose failed parts run again; null if all parts do
     */
    record Again(String list, String repairOf) {}

    private PartitionRequest(JsonNode partitions, Again again) {
        this.partitions = partitions;
        this.again = again;
    }

    /**
     * Gives the field of an event.
     *
     * @param again null for an event that comes from outside
     */
    static PartitionRequest of(JsonNode event, Again again) {
        return new PartitionRequest(event.path(FIELD), again == null ? new Again(null, null) : again);
    }

    /** Tells whether the event asks for a partitioned job. */
    boolean isThere() {
        return !partitions.isMissingNode() && !partitions.isNull();
    }

    /** Gives how many bytes the event has that do not go into the row. */
    long bytesBesideTheRow() {
        return StorableJson.bytes(partitions.path("list"));
    }

    /**
     * Adds what is wrong and what the schema of events cannot say.
     *
     * @param runner the runner of the parts
     * @param stages knows the aggregators that operators have written
     */
    void check(FieldErrors errors, String runner, OptionalStages stages) {
        if (!isThere()) {
            if (PartitionPlan.RUNNER.equals(runner)) {
                errors.add("job_runner", "must not be " + PartitionPlan.RUNNER + ", which runs jobs with " + FIELD);
            }
            return;
        }
        if (!partitions.isObject()) {
            return;
        }
        if (!stages.isThere("run-" + PartitionPlan.RUNNER)) {
            errors.add(FIELD, "there is no runner '" + PartitionPlan.RUNNER + "' here");
        }
        if (!PartitionPlan.FLEET.equals(runner) && !stages.isThere("launch-parts-" + runner)) {
            errors.add(
                    "job_runner",
                    "must be " + PartitionPlan.FLEET
                            + ", or a runner that runs parts as tasks of their own, such as ecs,"
                            + " for a job with partitions");
        }
        long sources = SOURCES.stream().filter(partitions::hasNonNull).count() + (again.list() == null ? 0 : 1);
        if (sources != 1) {
            errors.add(FIELD, "must have exactly one of " + String.join(", ", SOURCES));
        }
        checkList(errors);
        String aggregator = aggregator();
        if (aggregator.startsWith(PartitionPlan.ROUTE)
                && errors.isFine(FIELD + ".aggregator")
                && !stages.isThere("aggregate-" + aggregator.substring(PartitionPlan.ROUTE.length()))) {
            errors.add(FIELD + ".aggregator", "there is no aggregator '" + aggregator + "' here");
        }
    }

    private void checkList(FieldErrors errors) {
        JsonNode list = partitions.path("list");
        for (int i = 0; i < list.size(); i++) {
            int bytes = list.get(i).toString().getBytes(StandardCharsets.UTF_8).length;
            if (bytes > PartitionPlan.MOST_PART_BYTES) {
                errors.add(
                        FIELD + ".list[" + i + "]",
                        "has " + bytes + " bytes, must have at most " + PartitionPlan.MOST_PART_BYTES);
            }
        }
    }

    /** Gives the arguments of the parts as JSON lines; null unless the event has them as a list. */
    String lines(ObjectMapper mapper) {
        if (!partitions.hasNonNull("list")) {
            return null;
        }
        StringBuilder lines = new StringBuilder();
        for (JsonNode part : partitions.get("list")) {
            try {
                Map<String, Object> arguments = mapper.convertValue(part, new TypeReference<>() {});
                lines.append(mapper.writeValueAsString(arguments)).append('\n');
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
        return lines.toString();
    }

    /**
     * Makes the plan from an event that was checked.
     *
     * @param lines the arguments of the parts as {@link #lines} gives them
     * @param timeoutSeconds how long a try may take if the event does not say so
     * @param attempts how often a part may be tried if the event does not say so
     */
    PartitionPlan plan(String tenant, String runner, String lines, long timeoutSeconds, int attempts) {
        String list = lines == null ? again.list() : PartitionPlan.listKey(tenant, Digests.sha256(lines));
        boolean isNamed = partitions.hasNonNull("object");
        String object = isNamed ? tenant + "/" + partitions.get("object").textValue() : list;
        return new PartitionPlan(
                runner,
                partitions.hasNonNull("count") ? partitions.get("count").intValue() : null,
                object,
                object == null ? null : isNamed ? PartitionPlan.INPUT : PartitionPlan.RESULTS,
                partitions.path("max_in_flight").asInt(MAX_IN_FLIGHT),
                partitions.path("tolerated_failures").asInt(0),
                partitions.path("tolerated_percent").asInt(0),
                partitions.path("fail_fast").asBoolean(false),
                partitions.path("attempts").asInt(attempts),
                partitions.path("timeout_seconds").asLong(timeoutSeconds),
                aggregator(),
                again.repairOf());
    }

    private String aggregator() {
        return partitions.hasNonNull("aggregator")
                ? partitions.get("aggregator").asText()
                : "list";
    }
}
