package local.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A RunTask request that has passed the checks that ECS makes before it looks for a place for the task. */
record RunTaskRequest(ObjectNode document, String cluster, TaskDefinition definition, int count) {

    private static final int OVERRIDES_LIMIT = 8192;
    private static final int COUNT_LIMIT = 10;
    private static final int TAGS_LIMIT = 50;

    static RunTaskRequest of(JsonNode request, Clusters clusters, TaskDefinitions definitions) {
        var cluster = clusters.resolve(Json.text(request, "cluster"));
        var definition = definitions.find(Json.required(request, "taskDefinition"));
        var count = request.path("count").asInt(1);
        if (count < 1 || count > COUNT_LIMIT) {
            throw EcsException.invalid("count must be between 1 and 10.");
        }
        requirePattern(request, "startedBy", "[A-Za-z0-9/_-]{1,128}");
        requirePattern(request, "clientToken", "[\\x21-\\x7E]{1,64}");
        requireLaunchSettings(request, definition);
        requireOverrides(request.path("overrides"), definition);
        if (request.path("tags").size() > TAGS_LIMIT) {
            throw EcsException.invalid("Tags can not have more than 50 elements.");
        }
        request.path("tags").forEach(RunTaskRequest::requireTag);
        return new RunTaskRequest((ObjectNode) request, cluster, definition, count);
    }

    String clientToken() {
        return Json.text(document, "clientToken");
    }

    String startedBy() {
        return Json.text(document, "startedBy");
    }

    List<String> command(TaskDefinition.Container container) {
        var override = override(container);
        var command = new ArrayList<>(container.entryPoint());
        command.addAll(override.has("command") ? Json.texts(override, "command") : container.command());
        return command;
    }

    Map<String, String> environment(TaskDefinition.Container container) {
        var environment = new LinkedHashMap<>(container.environment());
        environment.putAll(Json.pairs(override(container), "environment"));
        return environment;
    }

    private JsonNode override(TaskDefinition.Container container) {
        for (var override : document.path("overrides").path("containerOverrides")) {
            if (container.name().equals(Json.text(override, "name"))) {
                return override;
            }
        }
        return Json.object();
    }

    private static void requireTag(JsonNode tag) {
        var allowed = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]";
        if (!Json.required(tag, "key").matches("(?![aA][wW][sS]:)" + allowed + "{1,128}")
                || !tag.path("value").asText().matches(allowed + "{0,256}")) {
            throw EcsException.invalid("Tag is invalid.");
        }
    }

    private static void requirePattern(JsonNode request, String field, String pattern) {
        var value = Json.text(request, field);
        if (value != null && !value.matches(pattern)) {
            throw EcsException.invalid(field + " contains invalid characters or is too long.");
        }
    }

    private static void requireLaunchSettings(JsonNode request, TaskDefinition definition) {
        if (request.has("launchType")
                && request.path("capacityProviderStrategy").size() > 0) {
            throw EcsException.invalid("Cannot specify both a launch type and capacity provider strategy.");
        }
        var launchType = Json.text(request, "launchType");
        if (launchType != null && !Set.of("EC2", "FARGATE", "EXTERNAL").contains(launchType)) {
            throw EcsException.invalid("Launch type is invalid.");
        }
        var subnets =
                request.path("networkConfiguration").path("awsvpcConfiguration").path("subnets");
        if (definition.usesAwsvpc() && subnets.isEmpty()) {
            throw EcsException.invalid(
                    "Network Configuration must be provided when networkMode 'awsvpc' is specified.");
        }
    }

    private static void requireOverrides(JsonNode overrides, TaskDefinition definition) {
        if (overrides.toString().length() > OVERRIDES_LIMIT) {
            throw EcsException.invalid("Container Overrides length must be at most " + OVERRIDES_LIMIT);
        }
        var names = definition.containers().stream()
                .map(TaskDefinition.Container::name)
                .collect(Collectors.toSet());
        for (var override : overrides.path("containerOverrides")) {
            var name = Json.text(override, "name");
            if (!names.contains(name)) {
                throw EcsException.invalid(
                        "Override for container named " + name + " is not a container in the TaskDefinition.");
            }
        }
    }
}
