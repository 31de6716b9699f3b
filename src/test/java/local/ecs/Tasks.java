package local.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tasks that are remembered, and the client tokens that they were started with. */
final class Tasks {

    /** What a client token stands for: a request, the revision that it meant then, and the tasks that it started. */
    record Launch(JsonNode request, String taskDefinition, List<Task> tasks) {}

    private final Duration retention;
    private final AtomicLong sequence = new AtomicLong();
    private final Map<Long, Task> inOrder = new ConcurrentSkipListMap<>();
    private final Map<String, Task> byId = new ConcurrentHashMap<>();
    private final Map<String, Launch> launches = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Task> stopped = new ConcurrentLinkedQueue<>();

    Tasks(Duration retention) {
        this.retention = retention;
    }

    long nextNumber() {
        return sequence.incrementAndGet();
    }

    void add(Task task) {
        inOrder.put(task.number(), task);
        byId.put(task.id(), task);
    }

    void remember(RunTaskRequest request, List<Task> tasks) {
        if (request.clientToken() != null) {
            launches.put(
                    tokenKey(request),
                    new Launch(request.document(), request.definition().arn(), tasks));
        }
    }

    /** Gives what was launched before with the token of the request. */
    Optional<Launch> launched(RunTaskRequest request) {
        forgetOld();
        return request.clientToken() == null ? Optional.empty() : Optional.ofNullable(launches.get(tokenKey(request)));
    }

    void stopped(Task task) {
        stopped.add(task);
        forgetOld();
    }

    /** Finds a task of a cluster by its id or ARN. */
    Optional<Task> find(String cluster, String idOrArn) {
        forgetOld();
        return Optional.ofNullable(byId.get(idOrArn.substring(idOrArn.lastIndexOf('/') + 1)))
                .filter(task -> task.cluster().equals(cluster))
                .filter(task -> !idOrArn.contains("/") || idOrArn.equals(task.arn()));
    }

    /** All tasks, the oldest first. */
    Stream<Task> all() {
        forgetOld();
        return inOrder.values().stream();
    }

    Map<TaskStatus, Long> counts(String cluster) {
        return all().filter(task -> task.cluster().equals(cluster))
                .collect(Collectors.groupingBy(Task::status, HashMap::new, Collectors.counting()));
    }

    private void forgetOld() {
        var oldest = Instant.now().minus(retention);
        for (var task = stopped.peek(); task != null && !task.stoppedAt().isAfter(oldest); task = stopped.peek()) {
            if (stopped.remove(task)) {
                byId.remove(task.id());
                inOrder.remove(task.number());
                if (task.request().clientToken() != null) {
                    launches.remove(tokenKey(task.request()));
                }
            }
        }
    }

    private static String tokenKey(RunTaskRequest request) {
        return request.cluster() + " " + request.clientToken();
    }
}
