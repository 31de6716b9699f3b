package execution.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Lane;
import execution.model.Samples;
import execution.model.Timestamps;
import execution.store.ExecutionStore;
import execution.store.Executions;
import execution.store.WorkIndex;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import local.Gate;
import local.LaggingIndexes;
import local.Names;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import system.RunningService;
import system.SharedPlatform;

/** Lanes on the real table; runners and preparation are not part of it. */
class LanesIT {

    private static final Instant LONG_AGO = Timestamps.now(Clock.systemUTC()).minus(Duration.ofHours(1));

    private static Gate gate;
    private static ConfigurableApplicationContext context;
    private static ExecutionStore store;
    private static Executions executions;
    private static LaneWakeUps lanes;
    private static ProducerTemplate camel;
    private static LaggingIndexes indexes;
    private static AllocationOnly.Routes routes;

    private final Lane lane = new Lane("lane-" + UUID.randomUUID(), "ecs");

    @BeforeAll
    static void start() throws Exception {
        gate = new Gate(SharedPlatform.get().endpoints().get("dynamodb"));
        Map<String, Object> properties = new HashMap<>(SharedPlatform.get().properties());
        properties.put("execution.aws.endpoints.dynamodb", gate.endpoint().toString());
        properties.put("execution.security.callback.base-url", "http://127.0.0.1");
        context = new SpringApplicationBuilder(AllocationOnly.class)
                .web(WebApplicationType.NONE)
                .properties(properties)
                .run();
        camel = context.getBean(ProducerTemplate.class);
        store = context.getBean(ExecutionStore.class);
        executions = context.getBean(Executions.class);
        lanes = context.getBean(LaneWakeUps.class);
        indexes = context.getBean(LaggingIndexes.class);
        routes = context.getBean(AllocationOnly.Routes.class);
    }

    @AfterEach
    void catchUp() {
        indexes.catchUp();
    }

    @AfterAll
    static void stop() throws Exception {
        context.close();
        gate.close();
    }

    @Test
    void shouldPutOffAnyNumberOfJobsThatCannotBePreparedAndGoOnBehindThem() {
        // Given
        routes.of("fails", launch -> {
            throw new IllegalStateException("a bug in the route");
        });
        setSlots(lane, 2, 0);
        List<Execution> failing = put(lane, "fails", 2 * LaneTurns.PAGE + 10);
        List<Execution> behind = put(lane, "scan", 2);

        // When
        wakeAndAwaitIdle(lane);

        // Then
        assertThat(behind).extracting(LanesIT::status).containsOnly(ExecutionStatus.ALLOCATED);
        assertThat(failing).allSatisfy(execution -> {
            Execution row = row(execution);
            assertThat(row.status()).isEqualTo(ExecutionStatus.PENDING);
            assertThat(row.notBefore()).isAfter(row.createdAt());
            assertThat(row.version()).as("one write").isEqualTo(2);
        });
        Instant created = failing.get(failing.size() - 1).createdAt();
        assertThat(context.getBean(WorkIndex.class).ready(lane, null, created.plusSeconds(1), 100))
                .as("at the head of the lane")
                .isEmpty();
    }

    @Test
    void shouldGoOnBehindALaunchThatCannotBeStored() {
        // Given
        routes.of("huge", AllocationOnly::tooLarge);
        Execution huge = put(lane, "huge", 1).get(0);
        Execution behind = put(lane, "scan", 1).get(0);

        // When
        wakeAndAwaitIdle(lane);

        // Then
        assertThat(status(behind)).isEqualTo(ExecutionStatus.ALLOCATED);
        assertThat(status(huge)).isEqualTo(ExecutionStatus.PENDING);
        assertThat(row(huge).notBefore()).isNotNull();
    }

    @Test
    void shouldGoOnBehindRowsThatCannotBeRead() {
        // Given
        IntStream.range(0, LaneTurns.PAGE + 5).forEach(this::putUnreadable);
        Execution behind = put(lane, "scan", 1).get(0);

        // When
        wakeAndAwaitIdle(lane);

        // Then
        assertThat(status(behind)).isEqualTo(ExecutionStatus.ALLOCATED);
    }

    @Test
    void shouldGoOnBehindEntriesOfRowsThatAreNoLongerPending() {
        // Given
        put(lane, "scan", LaneTurns.PAGE + 5).forEach(this::endAndKeepInIndex);
        Execution behind = put(lane, "scan", 1).get(0);

        // When
        wakeAndAwaitIdle(lane);

        // Then
        assertThat(status(behind)).isEqualTo(ExecutionStatus.ALLOCATED);
    }

    @Test
    void shouldGiveTheLastSlotsToTheOldest() {
        // Given
        setSlots(lane, 3, 1);
        List<Execution> pending = put(lane, "scan", 6);

        // When
        wakeAndAwaitIdle(lane);

        // Then
        assertThat(pending.subList(0, 2)).extracting(LanesIT::status).containsOnly(ExecutionStatus.ALLOCATED);
        assertThat(pending.subList(2, 6)).extracting(LanesIT::status).containsOnly(ExecutionStatus.PENDING);
    }

    @Test
    void shouldNeitherPrepareNorWriteAnythingForAFullLane() {
        // Given
        AtomicInteger prepared = new AtomicInteger();
        routes.of("counted", launch -> {
            prepared.incrementAndGet();
            return launch;
        });
        setSlots(lane, 1, 1);
        put(lane, "counted", 3);
        double before = transactions();

        // When
        wakeAndAwaitIdle(lane);

        // Then
        assertThat(transactions()).isEqualTo(before);
        assertThat(prepared).hasValue(0);
    }

    @Test
    void shouldAllocateWhatTheIndexDoesNotShowYet() {
        // Given
        indexes.stop();

        // When
        Execution woken = create(lane, "scan");

        // Then
        awaitAllocated(woken);
    }

    @Test
    void shouldLetOlderOnesGoBeforeTheOneThatWoke() {
        // Given
        setSlots(lane, 1, 0);
        Execution older = put(lane, "scan", 1).get(0);
        indexes.stop();

        // When
        Execution woken = create(lane, "scan");

        // Then
        awaitAllocated(older);
        assertThat(status(woken)).isEqualTo(ExecutionStatus.PENDING);
    }

    @Test
    void shouldGiveAFreedSlotToOneThatTheIndexDoesNotShowYet() {
        // Given
        setSlots(lane, 1, 0);
        Execution running = create(lane, "scan");
        awaitAllocated(running);
        indexes.stop();
        Execution waiting = create(lane, "scan");
        await().atMost(RunningService.LONGEST_WAIT).until(() -> lanes.isIdle(lane));

        // When
        executions.update(
                row(running),
                row -> row.end(ExecutionStatus.FAILED, null, "a reason", Timestamps.now(Clock.systemUTC())));

        // Then
        awaitAllocated(waiting);
    }

    @Test
    void shouldLetOtherLanesGoOnBesideOnesWithLongQueues() {
        // Given
        Semaphore turnstile = new Semaphore(0);
        routes.of("busy", launch -> {
            turnstile.acquireUninterruptibly();
            return launch;
        });
        List<Lane> others = IntStream.range(0, 4)
                .mapToObj(number -> new Lane("busy-" + UUID.randomUUID(), "ecs"))
                .toList();
        others.forEach(other -> setSlots(other, 1_000, 0));
        List<Execution> busy = others.stream()
                .flatMap(other -> put(other, "busy", 2 * LaneTurns.PAGE).stream())
                .toList();
        others.forEach(LanesIT::wake);
        await().atMost(RunningService.LONGEST_WAIT).until(turnstile::hasQueuedThreads);

        // When
        Execution own = create(lane, "scan");
        await().atMost(RunningService.LONGEST_WAIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    turnstile.release();
                    return status(own) == ExecutionStatus.ALLOCATED;
                });

        // Then
        assertThat(busy.stream().map(LanesIT::status).filter(ExecutionStatus.PENDING::equals))
                .hasSizeGreaterThan(busy.size() / 2);
        turnstile.release(busy.size());
        others.forEach(LanesIT::awaitIdle);
        assertThat(busy).extracting(LanesIT::status).containsOnly(ExecutionStatus.ALLOCATED);
    }

    @Test
    void shouldLetOtherLanesGoOnBesideOneWhoseRouteHangs() throws Exception {
        // Given
        CountDownLatch hanging = new CountDownLatch(1);
        routes.of("hangs", launch -> {
            awaitQuietly(hanging);
            return launch;
        });
        Lane slow = new Lane("slow-" + UUID.randomUUID(), "ecs");
        put(slow, "hangs", LaneTurns.PAGE);
        wake(slow);

        // When
        Execution own = create(lane, "scan");

        // Then
        awaitAllocated(own);
        hanging.countDown();
        awaitIdle(slow);
    }

    @Test
    void shouldGoOnWithTheLaneOnceTheTableCanBeReachedAgain() {
        // Given
        Execution pending = put(lane, "scan", 1).get(0);
        gate.shut();

        // When
        wake(lane);
        await().atMost(RunningService.LONGEST_WAIT).until(() -> lanes.failures(lane) > 0);
        gate.open();

        // Then
        awaitAllocated(pending);
    }

    @Test
    void shouldEndWhatIsOverdueAlsoWhereTheLaneIsFullOrItIsPutOff() {
        // Given
        setSlots(lane, 1, 1);
        Instant old = Timestamps.now(Clock.systemUTC()).minus(Duration.ofDays(2));
        Execution waiting = put(pending(lane, "scan", old));
        Execution putOff = put(pending(lane, "scan", old.plusSeconds(1)));
        store.update(putOff, row -> row.putOff(Timestamps.now(Clock.systemUTC()).plusSeconds(3_600)));
        Execution young = put(lane, "scan", 1).get(0);
        WorkIndex index = context.getBean(WorkIndex.class);

        // When
        IntStream.range(0, index.shards())
                .mapToObj(index::lanesWithPending)
                .flatMap(List::stream)
                .filter(found -> found.lane().equals(lane))
                .forEach(found ->
                        context.getBean(OverduePending.class).endAll(found, Timestamps.now(Clock.systemUTC())));

        // Then
        assertThat(status(waiting)).isEqualTo(ExecutionStatus.TIMED_OUT);
        assertThat(status(putOff)).isEqualTo(ExecutionStatus.TIMED_OUT);
        assertThat(status(young)).isEqualTo(ExecutionStatus.PENDING);
    }

    private static void wakeAndAwaitIdle(Lane lane) {
        wake(lane);
        awaitIdle(lane);
    }

    private static void awaitIdle(Lane lane) {
        await().atMost(RunningService.LONGEST_WAIT).until(() -> lanes.isIdle(lane));
    }

    private static void awaitAllocated(Execution execution) {
        await().atMost(RunningService.LONGEST_WAIT)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> status(execution) == ExecutionStatus.ALLOCATED);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(RunningService.LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** So many of a lane, the first one first, of which nobody is told. */
    private static List<Execution> put(Lane lane, String job, int times) {
        return IntStream.range(0, times)
                .mapToObj(number -> put(pending(lane, job, Timestamps.now(Clock.systemUTC()))))
                .toList();
    }

    private static Execution put(Execution pending) {
        assertThat(store.create(pending)).isEmpty();
        return pending;
    }

    /** As the trigger does it: the lane is woken. */
    private static Execution create(Lane lane, String job) {
        Execution pending = pending(lane, job, Timestamps.now(Clock.systemUTC()));
        assertThat(executions.create(pending)).isEmpty();
        return pending;
    }

    private static Execution pending(Lane lane, String job, Instant createdAt) {
        return Execution.create(
                new ExecutionKey(
                        lane.tenantId(),
                        UUID.randomUUID().toString(),
                        UUID.randomUUID().toString()),
                Samples.with(Samples.job(1, lane.runner()), Map.of("jobName", job)),
                "hash",
                createdAt);
    }

    private static Execution row(Execution execution) {
        return store.find(execution.key()).orElseThrow();
    }

    private static ExecutionStatus status(Execution execution) {
        return row(execution).status();
    }

    private static double transactions() {
        return context.getBean(MeterRegistry.class)
                .get("execution.store.transactions")
                .counter()
                .count();
    }

    private static void wake(Lane lane) {
        camel.sendBody("direct:wake-lane", lane);
    }

    private static void setSlots(Lane lane, int limit, int inUse) {
        SharedPlatform.get().dynamoDb().putItem(put -> put.tableName(Names.EXECUTIONS_TABLE)
                .item(Map.of(
                        "PK", AttributeValue.fromS("TENANT#" + lane.tenantId()),
                        "SK", AttributeValue.fromS("SLOTS#" + lane.runner()),
                        "slot_limit", AttributeValue.fromN(Integer.toString(limit)),
                        "in_use", AttributeValue.fromN(Integer.toString(inUse)))));
    }

    private void putUnreadable(int number) {
        ExecutionKey key = new ExecutionKey(lane.tenantId(), "unreadable", Integer.toString(number));
        SharedPlatform.get().dynamoDb().putItem(put -> put.tableName(Names.EXECUTIONS_TABLE)
                .item(Map.of(
                        "PK", AttributeValue.fromS(key.partitionKey()),
                        "SK", AttributeValue.fromS(key.sortKey()),
                        "GSI5PK", AttributeValue.fromS(lane.indexKey()),
                        "GSI5SK", AttributeValue.fromS(Timestamps.format(LONG_AGO) + "#" + number),
                        "status", AttributeValue.fromS("no-such-status"))));
    }

    /** As an index that lags behind shows it. */
    private void endAndKeepInIndex(Execution pending) {
        store.update(pending, row -> row.end(ExecutionStatus.CANCELLED, null, null, Timestamps.now(Clock.systemUTC())));
        SharedPlatform.get().dynamoDb().updateItem(update -> update.tableName(Names.EXECUTIONS_TABLE)
                .key(Map.of(
                        "PK", AttributeValue.fromS(pending.key().partitionKey()),
                        "SK", AttributeValue.fromS(pending.key().sortKey())))
                .updateExpression("SET GSI5PK = :lane, GSI5SK = :created")
                .expressionAttributeValues(Map.of(
                        ":lane", AttributeValue.fromS(lane.indexKey()),
                        ":created", AttributeValue.fromS(Timestamps.format(pending.createdAt()) + "#stale"))));
    }
}
