package execution.partition;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import execution.aws.ServiceProperties;
import execution.messaging.FleetQueue;
import execution.messaging.QueueUrls;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.HandClock;
import execution.model.Lane;
import execution.model.PartitionPlan;
import execution.model.Samples;
import execution.model.StopIntent;
import execution.model.Timestamps;
import execution.parts.PartBlock;
import execution.parts.PartitionJob;
import execution.runner.LaunchAnswers;
import execution.runner.LaunchMeters;
import execution.runner.LaunchRequest;
import execution.runner.TaskState;
import execution.security.CallbackTokens;
import execution.security.LaunchMarks;
import execution.security.LaunchMarksFixture;
import execution.security.SecurityProperties;
import execution.store.Executions;
import execution.store.Expiry;
import execution.store.StoreFixture;
import execution.store.WorkIndex;
import execution.store.parts.PartitionStore;
import execution.store.parts.PartsFixture;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** One instance's beans of this room on a real table, with a queue and a bucket in memory. */
public final class PartitionFixture implements AutoCloseable {

    public static final String TOKEN = "the-token-of-the-attempt";

    public static final PartitionProperties PROPERTIES = new PartitionProperties(
            Duration.ofSeconds(60),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            3,
            Duration.ofSeconds(1),
            Duration.ofSeconds(10));

    /** The runner of parts that are tasks of their own. */
    static final String TASKS = "ecs";

    public final PartsFixture parts;
    public final HandClock clock = new HandClock(Timestamps.now(Clock.systemUTC()));
    public final FakeFleet fleet;
    public final FakeBucket bucket;
    public final Executions executions;

    private final AnnotationConfigApplicationContext beans = new AnnotationConfigApplicationContext();

    private final Death death;

    private PartitionFixture(int slots, FakeFleet fleet, FakeBucket bucket, Death death) {
        this.death = death;
        this.parts = PartsFixture.withSlots(slots);
        this.fleet = fleet;
        this.bucket = bucket;
        this.executions = parts.rows().executions(false, execution -> {});
        ServiceProperties service = new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("execution", ServiceProperties.class);
        CallbackTokens tokens = mock(CallbackTokens.class);
        when(tokens.tokenFor(any())).thenReturn(TOKEN);
        beans.registerBean(Clock.class, () -> clock);
        beans.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        beans.registerBean(Executions.class, () -> executions);
        beans.registerBean(WorkIndex.class, () -> parts.rows().workIndex());
        beans.registerBean(PartitionStore.class, () -> death.between(PartitionStore.class, parts.store()));
        beans.registerBean(ServiceProperties.class, () -> service);
        beans.registerBean(
                SecurityProperties.class,
                () -> new SecurityProperties(
                        null,
                        new SecurityProperties.Callback("k", URI.create("http://service:8080"), Duration.ofHours(1))));
        beans.registerBean(CallbackTokens.class, () -> tokens);
        beans.registerBean(LaunchMarks.class, LaunchMarksFixture::marks);
        beans.registerBean(Expiry.class, () -> StoreFixture.expiry(Duration.ZERO, ""));
        beans.registerBean(PartitionProperties.class, () -> PROPERTIES);
        beans.registerBean(S3Client.class, bucket::client);
        beans.registerBean(SqsClient.class, () -> death.between(SqsClient.class, fleet.client()));
        beans.register(
                QueueUrls.class,
                FleetQueue.class,
                BlockWrites.class,
                BlocksAtOnce.class,
                CountedParts.class,
                InputLines.class,
                RepairedParts.class,
                PartInputs.class,
                PartArguments.class,
                PartSplitter.class,
                JobRows.class,
                ActiveBlocks.class,
                PartMessages.class,
                LaunchAnswers.class,
                LaunchMeters.class,
                PartLaunches.class,
                EndedPartTasks.class,
                VainTasks.class,
                PartTaskEnds.class,
                PartTaskLosses.class,
                LaunchClaims.class,
                RunningJobs.class,
                PartExchange.class,
                JobSlots.class,
                PartCandidates.class,
                PartDispatcher.class,
                UnclaimedParts.class,
                PartitionEnds.class,
                PartitionTurns.class,
                PartitionWakeUps.class,
                PartitionLimits.class,
                PartitionTasks.class);
        beans.refresh();
    }

    /** @param slots how many slots each lane has */
    public static PartitionFixture withSlots(int slots) {
        return new PartitionFixture(slots, new FakeFleet(), new FakeBucket(), new Death());
    }

    /** Another instance on the same table, queue and bucket. */
    public PartitionFixture another(int slots) {
        return new PartitionFixture(slots, fleet, bucket, new Death());
    }

    /** When the process of this instance ends. */
    Death death() {
        return death;
    }

    public <T> T bean(Class<T> type) {
        return beans.getBean(type);
    }

    public static PartitionPlan counted(int count) {
        return plan(count, null, 100, 0, 0, false, 2);
    }

    public static PartitionPlan plan(
            Integer count, String object, int maxInFlight, int failures, int percent, boolean failFast, int attempts) {
        return new PartitionPlan(
                PartitionPlan.FLEET,
                count,
                object,
                object == null ? null : PartitionPlan.INPUT,
                maxInFlight,
                failures,
                percent,
                failFast,
                attempts,
                600,
                "list",
                null);
    }

    /** A plan whose parts are tasks of their own. */
    static PartitionPlan tasks(Integer count, String object, int maxInFlight) {
        PartitionPlan plan = plan(count, object, maxInFlight, 0, 0, false, 2);
        return new PartitionPlan(
                TASKS,
                plan.count(),
                plan.object(),
                plan.bucket(),
                plan.maxInFlight(),
                plan.toleratedFailures(),
                plan.toleratedPercent(),
                plan.failFast(),
                plan.attempts(),
                plan.timeoutSeconds(),
                plan.aggregator(),
                plan.repairOf());
    }

    /** An execution whose attempt has begun and whose job was not begun yet. */
    public Execution allocated(PartitionPlan plan) {
        return allocated(StoreFixture.newTenant(), plan);
    }

    public Execution allocated(String tenant, PartitionPlan plan) {
        String event = UUID.randomUUID().toString();
        return allocated(new ExecutionKey(tenant, event, event.replace("-", "")), plan);
    }

    public Execution allocated(ExecutionKey key, PartitionPlan plan) {
        Instant now = Timestamps.now(Clock.systemUTC());
        Execution pending = Execution.create(
                key, Samples.with(Samples.job(1, PartitionPlan.RUNNER), Map.of("partitions", plan)), "hash", now);
        executions.create(pending);
        return executions.allocate(pending, Samples.launch());
    }

    /** Begins the job of an execution, as the service does. */
    public ExecutionKey begun(Execution allocated) {
        String reference =
                bean(PartitionTasks.class).run(new LaunchRequest(Samples.launch(), allocated.attemptId(), Map.of()));
        executions.update(
                allocated,
                row -> row.status() == ExecutionStatus.ALLOCATED
                        ? row.dispatched(reference, Timestamps.now(Clock.systemUTC()))
                        : row);
        return allocated.key();
    }

    public ExecutionKey begun(PartitionPlan plan) {
        return begun(allocated(plan));
    }

    /** Takes one turn, and gives what it leads to. */
    public TurnResult turn(ExecutionKey key) {
        return bean(PartitionTurns.class).turn(key);
    }

    /** Takes turns until none follows at once, and gives what they led to. */
    public List<Object> turns(ExecutionKey key) {
        List<Object> messages = new ArrayList<>();
        TurnResult result;
        do {
            result = turn(key);
            messages.addAll(result.messages());
        } while (result.next() == TurnResult.Next.AT_ONCE);
        return messages;
    }

    /** Takes turns, and puts the values together as soon as that is asked for, until the end is told. */
    public TaskState end(ExecutionKey key) {
        return end(key, () -> {});
    }

    /** @param between is done after each round of turns */
    TaskState end(ExecutionKey key, Runnable between) {
        return end(key, request -> List.of(), between);
    }

    /** @param platform runs the tasks of launches */
    TaskState end(ExecutionKey key, TasksPlatform platform, Runnable between) {
        for (int round = 0; round < 100; round++) {
            List<Object> messages = turns(key);
            launch(messages, platform);
            for (Object message : messages) {
                if (message instanceof AggregationCall call) {
                    bean(PartitionEnds.class).aggregated(new Aggregate("key", "[]"), call);
                } else if (message instanceof TaskState state && state.isStopped()) {
                    return state;
                }
            }
            between.run();
        }
        throw new AssertionError("no end of " + job(key));
    }

    public PartitionJob job(ExecutionKey key) {
        return parts.store().job(key).orElseThrow(() -> new AssertionError("no job " + key));
    }

    public List<PartBlock> blocks(ExecutionKey key) {
        return parts.store().blocks(key, 0, job(key).blocks());
    }

    /** The states of all parts, a letter each. */
    public String states(ExecutionKey key) {
        return String.join("", blocks(key).stream().map(PartBlock::states).toList());
    }

    /** Stores the intent to stop an execution, and has its runner stop its job. */
    public void cancel(ExecutionKey key) {
        Execution row = executions.find(key).orElseThrow();
        executions.update(
                row,
                now -> now.requestStop(new StopIntent(
                        ExecutionStatus.CANCELLED, "cancelled by request", Timestamps.now(Clock.systemUTC()))));
        bean(PartitionTasks.class).stop(row.attemptId());
    }

    public int slotsInUse(ExecutionKey key) {
        return slotsInUse(key, PartitionPlan.FLEET);
    }

    int slotsInUse(ExecutionKey key, String runner) {
        return parts.rows().slotsInUse(new Lane(key.tenantId(), runner));
    }

    /** Calls the launches among what turns led to, as the route does. */
    void launch(List<Object> messages, TasksPlatform platform) {
        PartLaunches launches = bean(PartLaunches.class);
        messages.stream()
                .filter(PartLaunch.class::isInstance)
                .map(PartLaunch.class::cast)
                .forEach(launch -> {
                    try {
                        launches.launched(platform.run(launches.request(launch)), launch);
                    } catch (Death.DeadException e) {
                        throw e;
                    } catch (RuntimeException e) {
                        launches.failed(launch, e);
                    }
                });
    }

    @Override
    public void close() {
        beans.close();
    }
}
