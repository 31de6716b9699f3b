package local.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** One revision of a task definition: the document as registered, and what is needed of it to run a task. */
record TaskDefinition(String arn, String family, int revision, ObjectNode document, List<Container> containers) {

    private static final int DEFAULT_STOP_SECONDS = 30;
    private static final int LONGEST_STOP_SECONDS = 120;

    /** A container of the definition, before anything overrides it. */
    record Container(
            String name,
            String image,
            boolean essential,
            List<String> entryPoint,
            List<String> command,
            Map<String, String> environment,
            Duration stopTimeout) {

        private static Container of(JsonNode node) {
            var stopSeconds = node.path("stopTimeout").asInt(DEFAULT_STOP_SECONDS);
            if (stopSeconds < 0 || stopSeconds > LONGEST_STOP_SECONDS) {
                throw EcsException.client("Invalid setting for container. stopTimeout must be at most 120 seconds.");
            }
            return new Container(
                    requiredOf(node, "name"),
                    requiredOf(node, "image"),
                    node.path("essential").asBoolean(true),
                    Json.texts(node, "entryPoint"),
                    Json.texts(node, "command"),
                    Json.pairs(node, "environment"),
                    Duration.ofSeconds(stopSeconds));
        }

        private static String requiredOf(JsonNode node, String field) {
            var value = Json.text(node, field);
            if (value == null) {
                throw EcsException.client("Container." + field + " should not be null or empty.");
            }
            return value;
        }
    }

    static TaskDefinition of(String arn, String family, int revision, ObjectNode document) {
        var containers = StreamSupport.stream(
                        document.path("containerDefinitions").spliterator(), false)
                .map(Container::of)
                .toList();
        if (containers.isEmpty()) {
            throw EcsException.client("Container list cannot be empty.");
        }
        if (containers.stream().map(Container::name).distinct().count() < containers.size()) {
            throw EcsException.client("Container names must be unique.");
        }
        if (containers.stream().noneMatch(Container::essential)) {
            throw EcsException.client("At least one container must be essential.");
        }
        return new TaskDefinition(arn, family, revision, document, containers);
    }

    boolean usesAwsvpc() {
        return "awsvpc".equals(Json.text(document, "networkMode"));
    }
}
