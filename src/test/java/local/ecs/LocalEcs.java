package local.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A local ECS that the AWS SDK works against by its endpoint. It begins empty: clusters and task definitions are made
 * over the wire.
 */
public final class LocalEcs implements AutoCloseable {

    private static final int STARTERS = 16;
    private static final int HTTP_THREADS = 32;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /**
     * How it behaves.
     *
     * @param port 0 for a free one
     * @param logs the directory of the containers' logs, {@code <task id>-<container>.log}
     * @param stoppedTaskRetention how long a stopped task is remembered, an hour on real ECS
     * @param startDelay how long a task stays in PROVISIONING
     * @param runtimes which runtime an image's containers run on, where it is not the one below
     * @param runtime which runtime all other containers run on
     * @param eventStatuses which state changes are told
     * @param events receives each event, one after the other for one task; must not block
     */
    public record Options(
            String region,
            String account,
            int port,
            Path logs,
            Duration stoppedTaskRetention,
            Duration startDelay,
            Map<String, ContainerRuntime> runtimes,
            ContainerRuntime runtime,
            Set<TaskStatus> eventStatuses,
            Consumer<String> events) {

        public static Options of(Path logs, Consumer<String> events) {
            return new Options(
                    "eu-west-1",
                    "000000000000",
                    0,
                    logs,
                    Duration.ofHours(1),
                    Duration.ZERO,
                    Map.of(),
                    new ProcessRuntime(),
                    EnumSet.allOf(TaskStatus.class),
                    events);
        }

        public Options withPort(int port) {
            return new Options(
                    region,
                    account,
                    port,
                    logs,
                    stoppedTaskRetention,
                    startDelay,
                    runtimes,
                    runtime,
                    eventStatuses,
                    events);
        }

        public Options withStoppedTaskRetention(Duration retention) {
            return new Options(
                    region, account, port, logs, retention, startDelay, runtimes, runtime, eventStatuses, events);
        }

        public Options withStartDelay(Duration delay) {
            return new Options(
                    region, account, port, logs, stoppedTaskRetention, delay, runtimes, runtime, eventStatuses, events);
        }

        public Options withEventStatuses(Set<TaskStatus> statuses) {
            return new Options(
                    region,
                    account,
                    port,
                    logs,
                    stoppedTaskRetention,
                    startDelay,
                    runtimes,
                    runtime,
                    EnumSet.copyOf(statuses),
                    events);
        }

        public Options withRuntime(String image, ContainerRuntime imageRuntime) {
            var more = new HashMap<>(runtimes);
            more.put(image, imageRuntime);
            return new Options(
                    region,
                    account,
                    port,
                    logs,
                    stoppedTaskRetention,
                    startDelay,
                    Map.copyOf(more),
                    runtime,
                    eventStatuses,
                    events);
        }
    }

    private final Server server;
    private final ServerConnector connector;
    private final ExecutorService starters = Executors.newFixedThreadPool(STARTERS, daemons("local-ecs-starter"));
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(daemons("local-ecs-timer"));
    private final Tasks tasks;
    private final TaskOperations operations;
    private final Faults faults = new Faults(this::kill);
    private final Queue<RunTaskCall> runTaskCalls = new ConcurrentLinkedQueue<>();
    private final Queue<StartedTask> tasksStarted = new ConcurrentLinkedQueue<>();
    private final List<Consumer<RunTaskCall>> listeners = new CopyOnWriteArrayList<>();

    private LocalEcs(Options options) {
        var arnPrefix = "arn:aws:ecs:" + options.region() + ":" + options.account();
        tasks = new Tasks(options.stoppedTaskRetention());
        var clusters = new Clusters(arnPrefix, tasks);
        var definitions = new TaskDefinitions(arnPrefix);
        var events = new TaskEvents(options, faults, timer);
        var runner = new TaskRunner(options, tasks, faults, starters, timer, this::endpoint);
        operations =
                new TaskOperations(arnPrefix, clusters, definitions, tasks, runner, faults, events, tasksStarted::add);

        var threads = new QueuedThreadPool(HTTP_THREADS);
        threads.setName("local-ecs");
        threads.setDaemon(true);
        server = new Server(threads);
        connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(options.port());
        server.addConnector(connector);
        server.setHandler(new EcsHandler(
                Map.ofEntries(
                        entry("CreateCluster", clusters::create),
                        entry("DescribeClusters", clusters::describe),
                        entry("ListClusters", clusters::list),
                        entry("DeleteCluster", clusters::delete),
                        entry("RegisterTaskDefinition", definitions::register),
                        entry("DescribeTaskDefinition", definitions::describe),
                        entry("ListTaskDefinitions", definitions::list),
                        entry("RunTask", this::runTask),
                        entry("StopTask", faulty(operations::stop)),
                        entry("DescribeTasks", faulty(operations::describe)),
                        entry("ListTasks", faulty(operations::list))),
                this::metadata));
    }

    private Optional<ObjectNode> metadata(String taskId) {
        return tasks.all().filter(task -> task.id().equals(taskId)).findFirst().map(task -> Json.object()
                .put("TaskARN", task.arn())
                .put("Cluster", task.cluster()));
    }

    public static LocalEcs start(Options options) throws Exception {
        var ecs = new LocalEcs(options);
        try {
            ecs.server.start();
            return ecs;
        } catch (Exception e) {
            ecs.close();
            throw e;
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    public Faults faults() {
        return faults;
    }

    /** Every RunTask call that came in, the first one first. */
    public List<RunTaskCall> runTaskCalls() {
        return List.copyOf(runTaskCalls);
    }

    /** Every task that was made, the first one first. */
    public List<StartedTask> tasksStarted() {
        return List.copyOf(tasksStarted);
    }

    /** From when to when each task lived that is still remembered, the first one first. */
    public List<TaskLife> taskLives() {
        return tasks.all()
                .map(task -> new TaskLife(task.arn(), task.request().startedBy(), task.createdAt(), task.stoppedAt()))
                .toList();
    }

    /** How often DescribeTasks asked for the task. */
    public long timesDescribed(String taskArn) {
        return operations.timesDescribed(taskArn);
    }

    /** Calls the listener with each RunTask call before the call is worked on. */
    public void onRunTask(Consumer<RunTaskCall> listener) {
        listeners.add(listener);
    }

    /** Stops listening and kills the containers that still run. */
    @Override
    public void close() throws Exception {
        server.stop();
        starters.shutdown();
        var deadline = Instant.now().plus(CLOSE_TIMEOUT);
        while (killAll() && Instant.now().isBefore(deadline)) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        starters.shutdownNow();
        timer.shutdownNow();
    }

    private ObjectNode runTask(JsonNode request) {
        var call = new RunTaskCall(
                Instant.now(),
                Json.text(request, "taskDefinition"),
                Json.text(request, "startedBy"),
                Json.text(request, "clientToken"));
        runTaskCalls.add(call);
        listeners.forEach(listener -> listener.accept(call));
        var answer = operations.run(request);
        if (faults.losesAnswer()) {
            throw new EcsHandler.AnswerLostException();
        }
        return answer;
    }

    private Function<JsonNode, ObjectNode> faulty(Function<JsonNode, ObjectNode> operation) {
        return request -> {
            faults.beforeOtherCall();
            var answer = operation.apply(request);
            if (faults.losesOtherAnswer()) {
                throw new EcsHandler.AnswerLostException();
            }
            return answer;
        };
    }

    private boolean kill(String taskArn) {
        return operations.kill(taskArn);
    }

    private boolean killAll() {
        return tasks.all().filter(Task::kill).count() > 0;
    }

    private static Map.Entry<String, Function<JsonNode, ObjectNode>> entry(
            String name, Function<JsonNode, ObjectNode> operation) {
        return Map.entry(name, operation);
    }

    private static ThreadFactory daemons(String name) {
        var count = new AtomicInteger();
        return runnable -> {
            var thread = new Thread(runnable, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
