package local.ecs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** A task as documents: what RunTask and DescribeTasks answer, and the event of a state change. */
final class TaskJson {

    private static final String DETAIL_TYPE = "ECS Task State Change";

    private TaskJson() {}

    static ObjectNode described(Task task, boolean withTags) {
        synchronized (task) {
            var node = common(task);
            var request = task.request().document();
            node.set("overrides", request.has("overrides") ? request.get("overrides") : Json.object());
            node.put(
                    "enableExecuteCommand", request.path("enableExecuteCommand").asBoolean(false));
            if (withTags && request.has("tags")) {
                node.set("tags", request.get("tags"));
            }
            Json.time(node, "createdAt", task.createdAt());
            Json.time(node, "connectivityAt", task.startedAt());
            Json.time(node, "startedAt", task.startedAt());
            Json.time(node, "stoppingAt", task.stoppingAt());
            Json.time(node, "stoppedAt", task.stoppedAt());
            return node;
        }
    }

    /** Makes the event as EventBridge sends it on. It names the overrides and leaves their values out. */
    static String event(Task task, String account, String region) {
        synchronized (task) {
            var detail = common(task);
            var overrides = detail.putObject("overrides").putArray("containerOverrides");
            task.containers().forEach(container -> overrides
                    .addObject()
                    .put("name", container.definition().name()));
            time(detail, "createdAt", task.createdAt());
            time(detail, "connectivityAt", task.startedAt());
            time(detail, "startedAt", task.startedAt());
            time(detail, "stoppingAt", task.stoppingAt());
            time(detail, "stoppedAt", task.stoppedAt());
            time(detail, "executionStoppedAt", task.stoppedAt());
            time(detail, "updatedAt", task.updatedAt());
            var event = Json.object()
                    .put("version", "0")
                    .put("id", UUID.randomUUID().toString())
                    .put("detail-type", DETAIL_TYPE)
                    .put("source", "aws.ecs")
                    .put("account", account)
                    .put(
                            "time",
                            task.updatedAt().truncatedTo(ChronoUnit.SECONDS).toString())
                    .put("region", region);
            event.putArray("resources").add(task.arn());
            event.set("detail", detail);
            return event.toString();
        }
    }

    private static ObjectNode common(Task task) {
        var request = task.request();
        var launchType = Json.text(request.document(), "launchType");
        var node = Json.object()
                .put("taskArn", task.arn())
                .put("clusterArn", task.clusterArn())
                .put("taskDefinitionArn", request.definition().arn())
                .put("availabilityZone", "local")
                .put("connectivity", task.startedAt() == null ? "DISCONNECTED" : "CONNECTED")
                .put("desiredStatus", task.isStopping() ? "STOPPED" : "RUNNING")
                .put("lastStatus", task.status().name())
                .put("launchType", launchType == null ? "FARGATE" : launchType)
                .put("version", task.version());
        Json.textIfSet(
                node,
                "capacityProviderName",
                Json.text(request.document().path("capacityProviderStrategy").path(0), "capacityProvider"));
        node.putArray("attachments");
        node.set("containers", containers(task));
        var group = Json.text(request.document(), "group");
        node.put("group", group == null ? "family:" + request.definition().family() : group);
        for (var size : new String[] {"cpu", "memory"}) {
            var override = Json.text(request.document().path("overrides"), size);
            Json.textIfSet(
                    node,
                    size,
                    override != null ? override : Json.text(request.definition().document(), size));
        }
        Json.textIfSet(node, "startedBy", request.startedBy());
        Json.textIfSet(node, "stopCode", task.stopCode());
        Json.textIfSet(node, "stoppedReason", task.stoppedReason());
        return node;
    }

    private static ArrayNode containers(Task task) {
        return Json.array(task.containers(), container -> {
            var node = Json.object()
                    .put("containerArn", container.arn())
                    .put("taskArn", task.arn())
                    .put("name", container.definition().name())
                    .put("image", container.definition().image())
                    .put("lastStatus", container.status(task.status()).name());
            node.putArray("networkInterfaces");
            if (container.exitCode() != null) {
                node.put("exitCode", container.exitCode());
            }
            Json.textIfSet(node, "reason", container.reason());
            return node;
        });
    }

    private static void time(ObjectNode node, String field, Instant time) {
        if (time != null) {
            node.put(field, DateTimeFormatter.ISO_INSTANT.format(time.truncatedTo(ChronoUnit.MILLIS)));
        }
    }
}
