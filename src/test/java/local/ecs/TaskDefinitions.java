package local.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The registered task definitions by family and revision, and the operations on them. */
final class TaskDefinitions {

    private final String arnPrefix;
    private final Map<String, List<TaskDefinition>> families = new ConcurrentSkipListMap<>();

    TaskDefinitions(String arnPrefix) {
        this.arnPrefix = arnPrefix;
    }

    synchronized ObjectNode register(JsonNode request) {
        var family = Json.required(request, "family");
        if (!family.matches("[A-Za-z0-9_-]{1,255}")) {
            throw EcsException.client("Family contains invalid characters.");
        }
        var document = ((ObjectNode) request).deepCopy();
        requireFargateSettings(document);
        var revisions = families.getOrDefault(family, new CopyOnWriteArrayList<>());
        var revision = revisions.size() + 1;
        var arn = arnPrefix + ":task-definition/" + family + ":" + revision;
        document.put("taskDefinitionArn", arn).put("revision", revision).put("status", "ACTIVE");
        revisions.add(TaskDefinition.of(arn, family, revision, document));
        families.put(family, revisions);
        return Json.object().set("taskDefinition", document);
    }

    ObjectNode describe(JsonNode request) {
        try {
            var definition = find(Json.required(request, "taskDefinition"));
            return Json.object().set("taskDefinition", definition.document());
        } catch (EcsException unknown) {
            throw EcsException.client("Unable to describe task definition.");
        }
    }

    ObjectNode list(JsonNode request) {
        var prefix = Json.text(request, "familyPrefix");
        var arns = new TreeMap<String, String>();
        families.forEach((family, revisions) -> {
            if (prefix == null || family.equals(prefix)) {
                revisions.forEach(definition ->
                        arns.put(String.format("%s:%09d", family, definition.revision()), definition.arn()));
            }
        });
        return Page.of(request, "taskDefinitionArns", arns);
    }

    /** Finds a definition by family (its newest revision), `family:revision` or ARN. */
    TaskDefinition find(String name) {
        var reference = name.substring(name.lastIndexOf('/') + 1);
        var colon = reference.indexOf(':');
        var revisions = families.getOrDefault(colon < 0 ? reference : reference.substring(0, colon), List.of());
        var found = colon < 0
                ? revisions.stream().reduce((older, newer) -> newer)
                : revisions.stream()
                        .filter(definition -> reference.endsWith(":" + definition.revision()))
                        .findFirst();
        return found.orElseThrow(() -> EcsException.client("TaskDefinition not found."));
    }

    private static void requireFargateSettings(ObjectNode document) {
        if (!Json.texts(document, "requiresCompatibilities").contains("FARGATE")) {
            return;
        }
        if (!"awsvpc".equals(Json.text(document, "networkMode"))) {
            throw EcsException.client("Fargate only supports network mode 'awsvpc'.");
        }
        if (Json.text(document, "cpu") == null || Json.text(document, "memory") == null) {
            throw EcsException.client("Fargate requires that 'cpu' and 'memory' be defined at the task level.");
        }
    }
}
