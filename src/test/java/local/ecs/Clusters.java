package local.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** The clusters by name, and the operations on them. */
final class Clusters {

    private final String arnPrefix;
    private final Tasks tasks;
    private final Set<String> names = new ConcurrentSkipListSet<>();

    Clusters(String arnPrefix, Tasks tasks) {
        this.arnPrefix = arnPrefix;
        this.tasks = tasks;
    }

    /** Gives the name of an existing cluster from its name or ARN. Without either it is `default`, as on ECS. */
    String resolve(String nameOrArn) {
        var name = nameOf(nameOrArn);
        if (!names.contains(name)) {
            throw EcsException.of("ClusterNotFoundException", "Cluster not found.");
        }
        return name;
    }

    String arn(String name) {
        return arnPrefix + ":cluster/" + name;
    }

    ObjectNode create(JsonNode request) {
        var name = nameOf(Json.text(request, "clusterName"));
        if (!name.matches("[A-Za-z0-9_-]{1,255}")) {
            throw EcsException.invalid("Cluster name is invalid.");
        }
        names.add(name);
        return Json.object().set("cluster", describe(name, "ACTIVE"));
    }

    ObjectNode delete(JsonNode request) {
        var name = resolve(Json.required(request, "cluster"));
        if (tasks.all().anyMatch(task -> task.cluster().equals(name) && !task.isStopped())) {
            throw EcsException.of(
                    "ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active.");
        }
        names.remove(name);
        return Json.object().set("cluster", describe(name, "INACTIVE"));
    }

    ObjectNode describe(JsonNode request) {
        var asked = Json.texts(request, "clusters");
        var answer = Json.object();
        var found = answer.putArray("clusters");
        var failures = answer.putArray("failures");
        for (var cluster : asked.isEmpty() ? List.of("default") : asked) {
            var name = nameOf(cluster);
            if (names.contains(name)) {
                found.add(describe(name, "ACTIVE"));
            } else {
                failures.addObject().put("arn", arn(name)).put("reason", "MISSING");
            }
        }
        return answer;
    }

    ObjectNode list(JsonNode request) {
        var arns = new TreeMap<String, String>();
        names.forEach(name -> arns.put(name, arn(name)));
        return Page.of(request, "clusterArns", arns);
    }

    private ObjectNode describe(String name, String status) {
        var counts = tasks.counts(name);
        var cluster = Json.object()
                .put("clusterArn", arn(name))
                .put("clusterName", name)
                .put("status", status)
                .put("registeredContainerInstancesCount", 0)
                .put("activeServicesCount", 0);
        Map.of("runningTasksCount", TaskStatus.RUNNING, "pendingTasksCount", TaskStatus.PENDING)
                .forEach((field, counted) -> cluster.put(field, counts.getOrDefault(counted, 0L)));
        return cluster;
    }

    private static String nameOf(String nameOrArn) {
        return nameOrArn == null ? "default" : nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1);
    }
}
