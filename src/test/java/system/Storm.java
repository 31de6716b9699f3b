package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import local.LocalPlatform;
import local.ecs.Faults;
import local.ecs.RunTaskCall;
import local.ecs.TaskLife;
import system.StormPlan.Entry;
import system.StormPlan.Fate;
import system.StormPlan.Job;

/** Two instances on one platform, and the faults that are planned for them. */
final class Storm implements AutoCloseable {

    private static final int INSTANCES = 2;
    private static final int FAULTS_PERCENT = 30;

    /** Executions in the storm at a time: enough to fill all lanes. */
    private static final int LEAST_AT_ONCE = 30;

    private static final Duration LOOK = Duration.ofMillis(50);

    private final StormPlan plan;
    private final LocalPlatform platform = SharedPlatform.get();
    private final Faults faults = platform.ecs().faults();
    private final Map<String, String> properties;
    private final Map<String, Entry> byAttempt = new ConcurrentHashMap<>();
    private final AtomicReferenceArray<ServiceProcess> instances = new AtomicReferenceArray<>(INSTANCES);
    private final List<Path> logs = new CopyOnWriteArrayList<>();
    private final Map<ExecutionKey, Instant> endedByCancel = new ConcurrentHashMap<>();
    private final Set<ExecutionKey> beingCancelled = ConcurrentHashMap.newKeySet();
    private final Set<String> attended = new HashSet<>();
    private final List<Future<?>> doings = new CopyOnWriteArrayList<>();
    private final ExecutorService killer = Executors.newSingleThreadExecutor();
    private final ExecutorService callers = Executors.newFixedThreadPool(4);
    private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor();
    private volatile boolean over;

    private Storm(StormPlan plan, Map<String, String> properties) {
        this.plan = plan;
        this.properties = properties;
        plan.entries().forEach(entry -> byAttempt.put(SharedPlatform.attemptPrefix(entry.key()), entry));
    }

    /** Starts the instances without any fault yet. */
    static Storm prepare(StormPlan plan, Map<String, String> properties) {
        Job.registerAll();
        plan.slots().forEach(SharedPlatform::limitSlots);
        Storm storm = new Storm(plan, properties);
        try {
            CompletableFuture<?>[] starts = new CompletableFuture<?>[INSTANCES];
            for (int i = 0; i < INSTANCES; i++) {
                int number = i;
                starts[i] = CompletableFuture.runAsync(() -> storm.start(number));
            }
            CompletableFuture.allOf(starts).join();
            storm.platform.ecs().onRunTask(storm::launched);
            return storm;
        } catch (RuntimeException e) {
            storm.close();
            throw e;
        }
    }

    /**
     * Lets the faults happen, and returns when every execution was accepted and has ended. Each execution has to end
     * while the storm goes on. Afterwards there are no more faults, and both instances run.
     */
    void rage() throws Exception {
        faults.storm(plan.seed(), FAULTS_PERCENT);
        watcher.scheduleWithFixedDelay(this::attend, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
        int atOnce = Math.max(LEAST_AT_ONCE, plan.entries().size() / 10);
        for (int i = 0; i < plan.entries().size(); i++) {
            if (plan.kills().contains(i)) {
                int victim = plan.kills().indexOf(i) % INSTANCES;
                doings.add(killer.submit(() -> restart(victim)));
            }
            if (i >= atOnce) {
                awaitEnd(plan.entries().get(i - atOnce).key());
            }
            trigger(plan.entries().get(i));
        }
        plan.keys().forEach(this::awaitEnd);
        faults.clear();
        for (Future<?> doing : doings) {
            doing.get();
        }
    }

    RunningService instance(int number) {
        return instances.get(number).client();
    }

    /** Gives the logs of all processes that were started. */
    List<Path> logs() {
        return logs;
    }

    /** Gives the executions for which the answer to a cancel said that they have ended, and when the answer came. */
    Map<ExecutionKey, Instant> endedByCancel() {
        return Map.copyOf(endedByCancel);
    }

    /** Waits until the execution has ended, and gives it as it is then. */
    JsonNode awaitEnd(ExecutionKey key) {
        return await("the end of " + key)
                .atMost(RunningService.LONGEST_WAIT)
                .pollInterval(LOOK)
                .pollDelay(Duration.ZERO)
                .until(
                        () -> ask(service -> service.get(key.tenantId(), RunningService.path(key)), Set.of(200)),
                        answer -> ExecutionStatus.of(answer.body().get("status").asText())
                                .isTerminal())
                .body();
    }

    private void start(int number) {
        try {
            ServiceProcess service = ServiceProcess.start(platform, properties);
            logs.add(service.log());
            instances.set(number, service);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void restart(int number) {
        instances.getAndSet(number, null).close();
        start(number);
    }

    private void trigger(Entry entry) {
        ask(service -> service.post(entry.key().tenantId(), entry.event()), Set.of(200, 202));
        if (entry.fate() == Fate.CANCELLED_AT_ONCE) {
            cancelSoon(entry.key());
        }
    }

    /**
     * Asks one instance after the other until one gives such an answer, because an instance may just have been killed.
     */
    private RunningService.Answer ask(Function<RunningService, RunningService.Answer> request, Set<Integer> wanted) {
        return await("an answer out of " + wanted)
                .atMost(RunningService.LONGEST_WAIT)
                .pollInterval(LOOK)
                .pollDelay(Duration.ZERO)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(
                        () -> {
                            ServiceProcess service = any();
                            return service == null
                                    ? new RunningService.Answer(0, null)
                                    : request.apply(service.client());
                        },
                        answer -> {
                            assertThat(answer.status()).as("%s", answer).isIn(0, 429, 503, 200, 202, 404, 409);
                            return wanted.contains(answer.status());
                        });
    }

    /** Picks one of the instances at random; null if it is just being started. */
    private ServiceProcess any() {
        return instances.get(ThreadLocalRandom.current().nextInt(INSTANCES));
    }

    private void cancelSoon(ExecutionKey key) {
        if (!over && beingCancelled.add(key)) {
            doings.add(callers.submit(() -> cancel(key)));
        }
    }

    private void cancel(ExecutionKey key) {
        RunningService.Answer answer = ask(service -> service.cancel(key), Set.of(200, 202, 409));
        if (answer.status() == 200) {
            endedByCancel.put(key, Instant.now());
        }
    }

    private void launched(RunTaskCall call) {
        Entry entry = entry(call.startedBy());
        if (entry != null && entry.fate() == Fate.CANCELLED_WHILE_LAUNCHED) {
            cancelSoon(entry.key());
        }
    }

    private Entry entry(String attempt) {
        return attempt == null || attempt.lastIndexOf('-') < 0
                ? null
                : byAttempt.get(attempt.substring(0, attempt.lastIndexOf('-') + 1));
    }

    /** Does to the living tasks what is planned for their executions. */
    private void attend() {
        for (TaskLife life : platform.ecs().taskLives()) {
            Entry entry = entry(life.startedBy());
            if (entry == null || attended.contains(life.taskArn())) {
                continue;
            }
            if (life.stoppedAt() != null || attend(entry, life)) {
                attended.add(life.taskArn());
            }
        }
    }

    private boolean attend(Entry entry, TaskLife life) {
        if (entry.fate() == Fate.KILLED) {
            return faults.killTask(life.taskArn());
        }
        if (entry.fate() == Fate.CANCELLED_WHILE_RUNNING) {
            cancelSoon(entry.key());
        }
        if (entry.job() == Job.HELD) {
            int attempt =
                    Integer.parseInt(life.startedBy().substring(life.startedBy().lastIndexOf('-') + 1));
            doings.add(callers.submit(() -> callBackAndEnd(entry.key(), attempt)));
        }
        return true;
    }

    private void callBackAndEnd(ExecutionKey key, int attempt) {
        // 403 and 409 are no failures: the token is that of the last attempt whose task has begun, and that attempt may
        // be over by now.
        ask(service -> new RunningService.Answer(HeldTasks.callBack(service, key), null), Set.of(200, 204, 403, 409));
        HeldTasks.release(key, attempt, 0);
    }

    @Override
    public void close() {
        over = true;
        faults.clear();
        List.of(watcher, callers, killer).forEach(ExecutorService::shutdownNow);
        List<ServiceProcess> left = new ArrayList<>();
        for (int i = 0; i < INSTANCES; i++) {
            ServiceProcess service = instances.getAndSet(i, null);
            if (service != null) {
                left.add(service);
            }
        }
        left.forEach(ServiceProcess::close);
        platform.ecs().taskLives().stream()
                .filter(life -> life.stoppedAt() == null && entry(life.startedBy()) != null)
                .forEach(life -> faults.killTask(life.taskArn()));
    }
}
