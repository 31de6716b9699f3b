package execution.runner.ecs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.UnusableMessageException;
import execution.runner.TaskState;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Handler;
import org.springframework.stereotype.Component;

/** Reads "ECS Task State Change" events. */
@Component
public class EcsTaskEvents {

    private final ObjectMapper mapper;

    EcsTaskEvents(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * @param event the JSON as EventBridge delivers it
     * @throws UnusableMessageException if it is not such an event
     */
    @Handler
    public TaskState read(@Body String event) {
        JsonNode detail;
        Instant time;
        try {
            JsonNode root = mapper.readTree(event);
            detail = root.path("detail");
            time = Instant.parse(root.path("time").asText());
        } catch (JsonProcessingException | DateTimeParseException e) {
            throw new UnusableMessageException("not an ECS Task State Change event: " + e.getMessage());
        }
        if (!detail.path("taskArn").isTextual() || !detail.path("lastStatus").isTextual()) {
            throw new UnusableMessageException(
                    "not an ECS Task State Change event: no detail.taskArn or detail.lastStatus");
        }
        List<EcsTaskState.Container> containers = new ArrayList<>();
        detail.path("containers")
                .forEach(container -> containers.add(new EcsTaskState.Container(
                        container.path("name").asText(),
                        exitCode(container.path("exitCode")),
                        container.path("reason").asText(null))));
        EcsTaskState state = new EcsTaskState(
                detail.get("lastStatus").asText(),
                detail.path("stopCode").asText(null),
                detail.path("stoppedReason").asText(null),
                detail.path("capacityProviderName").asText(null),
                containers);
        try {
            return state.of(
                    detail.get("taskArn").asText(),
                    detail.path("startedBy").asText(null),
                    version(detail.path("version")),
                    time);
        } catch (IllegalArgumentException e) {
            throw new UnusableMessageException("not an ECS Task State Change event: " + e.getMessage());
        }
    }

    private static Integer exitCode(JsonNode given) {
        if (given.isMissingNode() || given.isNull()) {
            return null;
        }
        if (!given.isIntegralNumber() || !given.canConvertToInt()) {
            throw new UnusableMessageException("not an ECS Task State Change event: exitCode is no whole number");
        }
        return given.intValue();
    }

    private static long version(JsonNode given) {
        if (given.isMissingNode() || given.isNull()) {
            return 0;
        }
        if (!given.isIntegralNumber() || !given.canConvertToLong()) {
            throw new UnusableMessageException("not an ECS Task State Change event: version is no whole number");
        }
        return given.longValue();
    }
}
