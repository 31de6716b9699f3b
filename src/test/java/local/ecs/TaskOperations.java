package local.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The operations on tasks. */
final class TaskOperations {

    private static final int DESCRIBE_LIMIT = 100;

    private final String arnPrefix;
    private final Clusters clusters;
    private final TaskDefinitions definitions;
    private final Tasks tasks;
    private final TaskRunner runner;
    private final Faults faults;
    private final Consumer<Task> events;
    private final Consumer<StartedTask> started;
    private final Map<String, LongAdder> described = new ConcurrentHashMap<>();

    TaskOperations(
            String arnPrefix,
            Clusters clusters,
            TaskDefinitions definitions,
            Tasks tasks,
            TaskRunner runner,
            Faults faults,
            Consumer<Task> events,
            Consumer<StartedTask> started) {
        this.arnPrefix = arnPrefix;
        this.clusters = clusters;
        this.definitions = definitions;
        this.tasks = tasks;
        this.runner = runner;
        this.faults = faults;
        this.events = events;
        this.started = started;
    }

    ObjectNode run(JsonNode document) {
        faults.beforeRunTask();
        var request = RunTaskRequest.of(document, clusters, definitions);
        var answer = Json.object();
        answer.putArray("failures");
        // One launch at a time, so that two calls with the same token cannot both be the first.
        synchronized (this) {
            var launched = tasks.launched(request);
            if (launched.isPresent()) {
                requireSameRequest(request, launched.get());
                return answer.set("tasks", described(launched.get().tasks()));
            }
            if (faults.refusesTask()) {
                answer.withArray("failures").addObject().put("reason", "RESOURCE:CPU");
                return answer.set("tasks", Json.array());
            }
            var made = make(request);
            tasks.remember(request, made);
            answer.set("tasks", described(made));
            made.forEach(runner::run);
        }
        return answer;
    }

    ObjectNode stop(JsonNode request) {
        var cluster = clusters.resolve(Json.text(request, "cluster"));
        var task = tasks.find(cluster, Json.required(request, "task"))
                .orElseThrow(() -> EcsException.invalid("The referenced task was not found."));
        var reason = Json.text(request, "reason");
        runner.stop(task, reason == null ? "Task stopped by user" : reason);
        return Json.object().set("task", TaskJson.described(task, false));
    }

    /** How often DescribeTasks asked for the task by this name. */
    long timesDescribed(String name) {
        var times = described.get(name);
        return times == null ? 0 : times.sum();
    }

    ObjectNode describe(JsonNode request) {
        var cluster = clusters.resolve(Json.text(request, "cluster"));
        var asked = Json.texts(request, "tasks");
        if (asked.isEmpty() || asked.size() > DESCRIBE_LIMIT) {
            throw EcsException.invalid("Tasks must have between 1 and 100 elements.");
        }
        var withTags = Json.texts(request, "include").contains("TAGS");
        var answer = Json.object();
        var found = answer.putArray("tasks");
        var failures = answer.putArray("failures");
        for (var name : asked) {
            described.computeIfAbsent(name, task -> new LongAdder()).increment();
            tasks.find(cluster, name)
                    .ifPresentOrElse(task -> found.add(TaskJson.described(task, withTags)), () -> failures.addObject()
                            .put("arn", name.contains("/") ? name : taskArn(cluster, name))
                            .put("reason", "MISSING"));
        }
        return answer;
    }

    ObjectNode list(JsonNode request) {
        var cluster = clusters.resolve(Json.text(request, "cluster"));
        var startedBy = Json.text(request, "startedBy");
        var family = Json.text(request, "family");
        var launchType = Json.text(request, "launchType");
        if (startedBy != null
                && (family != null
                        || launchType != null
                        || request.has("serviceName")
                        || request.path("desiredStatus").asText("RUNNING").equals("STOPPED"))) {
            throw EcsException.invalid("When startedBy is specified, it must be the only filter.");
        }
        var desired = request.path("desiredStatus").asText("RUNNING");
        if (faults.lagsLists() || !desired.equals("RUNNING") && !desired.equals("STOPPED")) {
            // Real ECS accepts PENDING and never finds a task with it.
            return Page.of(request, "taskArns", new TreeMap<>());
        }
        Predicate<Task> wanted = task -> task.cluster().equals(cluster)
                && task.isStopping() == desired.equals("STOPPED")
                && (startedBy == null || startedBy.equals(task.request().startedBy()))
                && (family == null || family.equals(task.request().definition().family()))
                && (launchType == null
                        || launchType.equals(Json.text(task.request().document(), "launchType")));
        var arns = new TreeMap<String, String>();
        tasks.all().filter(wanted).forEach(task -> arns.put(String.format("%019d", task.number()), task.arn()));
        return Page.of(request, "taskArns", arns);
    }

    /** Kills a task for {@link Faults}. */
    boolean kill(String arn) {
        return tasks.all().filter(task -> task.arn().equals(arn)).anyMatch(Task::kill);
    }

    private List<Task> make(RunTaskRequest request) {
        var made = new ArrayList<Task>();
        for (var i = 0; i < request.count(); i++) {
            var id = UUID.randomUUID().toString().replace("-", "");
            var task = new Task(
                    tasks.nextNumber(),
                    taskArn(request.cluster(), id),
                    clusters.arn(request.cluster()),
                    request,
                    events);
            tasks.add(task);
            made.add(task);
            started.accept(new StartedTask(
                    task.arn(),
                    request.definition().family(),
                    request.startedBy(),
                    request.clientToken(),
                    task.createdAt()));
            task.announce();
        }
        return made;
    }

    private void requireSameRequest(RunTaskRequest request, Tasks.Launch launch) {
        var otherRevision = faults.resolvesRevisions()
                && !launch.taskDefinition().equals(request.definition().arn());
        if (otherRevision || !launch.request().equals(request.document())) {
            throw EcsException.conflict(launch.tasks().stream().map(Task::arn).toList());
        }
    }

    private static JsonNode described(List<Task> tasks) {
        return Json.array(tasks, task -> TaskJson.described(task, true));
    }

    private String taskArn(String cluster, String id) {
        return arnPrefix + ":task/" + cluster + "/" + id;
    }
}
