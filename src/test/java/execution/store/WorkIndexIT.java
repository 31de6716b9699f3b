package execution.store;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Lane;
import execution.model.Samples;
import execution.model.Timestamps;
import execution.store.WorkIndex.Entry;
import execution.store.WorkIndex.PendingLane;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import local.LocalTables;
import local.Names;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** Rows are put with times of their own, so that a test finds none of another. */
class WorkIndexIT {

    private static final int ALL = 1_000;

    private final StoreFixture fixture = StoreFixture.withSlots(1);
    private final WorkIndex index = fixture.workIndex();
    private final String tenant = StoreFixture.newTenant();
    private final Lane lane = new Lane(tenant, "ecs");

    /** Long ago, and at another moment in each test. */
    private final Instant begin =
            Instant.ofEpochSecond(ThreadLocalRandom.current().nextInt(1_000_000_000));

    private Execution put(int number, UnaryOperator<Execution> state) {
        Execution execution = state.apply(Execution.create(
                new ExecutionKey(tenant, "event", "id" + number), Samples.job(1), "hash", begin.plusSeconds(number)));
        fixture.put(execution);
        return execution;
    }

    private Execution pending(int number) {
        return put(number, UnaryOperator.identity());
    }

    private Instant after(int seconds) {
        return begin.plusSeconds(seconds);
    }

    private static List<String> ids(List<Entry> entries) {
        return entries.stream().map(entry -> entry.key().executionId()).toList();
    }

    private PendingLane pendingLane() {
        return IntStream.range(0, index.shards())
                .mapToObj(index::lanesWithPending)
                .flatMap(List::stream)
                .filter(found -> found.lane().equals(lane))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldFindAnAttemptsExecutionAndNoneOfATaskThatOthersStarted() {
        Execution row = put(0, pending -> pending.allocate(Samples.launch(), "instance", after(1)));

        assertThat(index.byAttempt(row.attemptId())).contains(row.key());
        assertThat(index.byAttempt("ecs-svc/4711")).isEmpty();
        assertThat(index.byAttempt("jenkins")).isEmpty();
        assertThat(index.byAttempt("")).isEmpty();
    }

    @Test
    void shouldGiveTheReadyOnesOfALaneInOrderOfCreation() {
        IntStream.of(2, 0, 1).forEach(this::pending);
        put(3, row -> row.allocate(Samples.launch(), "instance", after(3)));

        List<Entry> ready = index.ready(lane, null, after(100), ALL);

        assertThat(ids(ready)).containsExactly("id0", "id1", "id2");
        assertThat(ready.get(0).key().tenantId()).isEqualTo(tenant);
        assertThat(index.ready(new Lane(tenant, "lambda"), null, after(100), ALL))
                .isEmpty();
    }

    @Test
    void shouldGiveSoManyAndThenThoseThatFollow() {
        IntStream.range(0, 5).forEach(this::pending);

        List<Entry> first = index.ready(lane, null, after(100), 2);
        List<Entry> second = index.ready(lane, first.get(1).position(), after(100), 2);
        List<Entry> third = index.ready(lane, second.get(1).position(), after(100), 2);

        assertThat(ids(first)).containsExactly("id0", "id1");
        assertThat(ids(second)).containsExactly("id2", "id3");
        assertThat(ids(third)).containsExactly("id4");
        assertThat(index.ready(lane, third.get(0).position(), after(100), 2)).isEmpty();
    }

    @Test
    void shouldNotGiveWhatIsPutOffBeforeItsTime() {
        pending(0);
        Execution late = put(1, row -> row.putOff(after(50)));
        pending(2);

        assertThat(ids(index.ready(lane, null, after(49), ALL))).containsExactly("id0", "id2");
        assertThat(ids(index.ready(lane, null, after(51), ALL))).containsExactly("id0", "id2", "id1");
        assertThat(index.ready(lane, null, after(51), ALL)).contains(fixture.lanes.entry(late));
    }

    @Test
    void shouldGiveNothingBehindAPositionThatIsLaterThanNow() {
        Execution late = put(1, row -> row.putOff(after(50)));

        assertThat(index.ready(lane, fixture.lanes.entry(late).position(), after(10), ALL))
                .isEmpty();
    }

    @Test
    void shouldGiveThePendingOnesOfALaneWhetherOrNotTheyArePutOff() {
        pending(0);
        put(1, row -> row.putOff(after(50)));
        IntStream.of(2, 3).forEach(this::pending);
        PendingLane pending = pendingLane();

        List<Entry> first = index.pending(pending, null, after(3), 2);

        assertThat(pending.oldest()).isEqualTo(begin);
        assertThat(ids(first)).containsExactly("id0", "id1");
        assertThat(ids(index.pending(pending, first.get(1).position(), after(3), ALL)))
                .as("created before")
                .containsExactly("id2");
        assertThat(index.pending(pending, first.get(1).position(), after(2), ALL))
                .isEmpty();
    }

    @Test
    void shouldFindEachLaneWithPendingExecutionsOnce() {
        Lane lambda = new Lane(tenant, "ecs2");
        IntStream.range(0, 3).forEach(this::pending);
        Execution ended = fixture.store.find(pending(4).key()).orElseThrow();
        fixture.store.update(ended, row -> row.end(ExecutionStatus.CANCELLED, null, "cancelled", after(5)));

        List<PendingLane> lanes = IntStream.range(0, index.shards())
                .mapToObj(index::lanesWithPending)
                .flatMap(List::stream)
                .filter(found -> found.lane().tenantId().equals(tenant))
                .toList();

        assertThat(lanes).extracting(PendingLane::lane).containsExactly(lane).doesNotContain(lambda);
        assertThat(lanes.get(0).oldest()).isEqualTo(begin);
        assertThat(index.lanesWithPending(lanes.get(0).shard())).contains(lanes.get(0));
    }

    @Test
    void shouldCountThePendingOnesUpToSoMany() {
        IntStream.range(0, 5).forEach(this::pending);

        assertThat(index.countPending(lane, 100)).isEqualTo(5);
        assertThat(index.countPending(lane, 3)).isEqualTo(3);
        assertThat(index.countPending(new Lane(tenant, "lambda"), 100)).isZero();
    }

    @Test
    void shouldCountOnWhereAnAnswerEndsBeforeItsLimit() {
        IntStream.range(0, 5).forEach(this::pending);
        QueryResponse firstTwo = LocalTables.get().dynamoDb().query(query -> query.tableName(Names.EXECUTIONS_TABLE)
                .indexName("GSI5")
                .keyConditionExpression("GSI5PK = :lane")
                .expressionAttributeValues(Map.of(":lane", AttributeValue.fromS(lane.indexKey())))
                .limit(2));
        fixture.faults.changeAnswer("query", answer -> firstTwo);
        assertThat(index.countPending(lane, 100)).isEqualTo(5);

        fixture.faults.changeAnswer("query", answer -> firstTwo);
        assertThat(index.countPending(lane, 4)).isEqualTo(4);
    }

    @Test
    void shouldKnowWhoseAnAttemptIsAlsoWhereAnotherInstanceMadeIt() {
        Execution first = put(0, row -> row.allocate(Samples.launch(), "another", after(1)));
        Execution second = first.nextAttempt("no capacity", true, "another", null, after(2));
        fixture.put(second);

        assertThat(index.byAttempt(first.attemptId())).contains(first.key());
        assertThat(index.byAttempt(second.attemptId())).contains(first.key());
        assertThat(index.byAttempt("0123456789abcdef0123456789abcdef-1")).isEmpty();
    }

    @Test
    void shouldKnowWhoseAnAttemptOfThisInstanceIsBeforeTheIndexDoes() {
        Execution own = Samples.running(1);
        fixture.recent.wrote(own);

        assertThat(index.byAttempt(own.attemptId())).contains(own.key());
    }

    @Test
    void shouldGiveWhatIsOverdueTheLongestFirst() {
        Execution one = overdue(1, 20);
        Execution two = overdue(2, 10);
        overdue(3, 30);
        pending(4);
        put(5, row -> row.end(ExecutionStatus.CANCELLED, null, "cancelled", after(5))
                .dueAt(after(10)));

        assertThat(all(after(25), (shard, end) -> index.overdue(shard, earliest(), end, ALL)))
                .containsExactlyInAnyOrder(one.key(), two.key());
    }

    @Test
    void shouldGiveEndedOnesThatAreToBePublishedApartFromTheRest() {
        overdue(1, 10);
        Execution ended = put(2, row -> row.end(ExecutionStatus.CANCELLED, null, "cancelled", after(5))
                .dueAt(after(10)));

        assertThat(all(after(25), (shard, end) -> index.unpublished(shard, earliest(), end, ALL)))
                .containsExactly(ended.key());
        assertThat(all(after(9), (shard, end) -> index.unpublished(shard, earliest(), end, ALL)))
                .isEmpty();
    }

    private Execution overdue(int number, int due) {
        return put(number, row -> row.allocate(Samples.launch(), "instance", after(number))
                .dueAt(after(due)));
    }

    private String earliest() {
        return Timestamps.format(begin);
    }

    private interface Look {
        List<Entry> at(int shard, Instant end);
    }

    private List<ExecutionKey> all(Instant end, Look look) {
        return IntStream.range(0, index.shards())
                .mapToObj(shard -> look.at(shard, end))
                .flatMap(List::stream)
                .map(Entry::key)
                .filter(key -> key.tenantId().equals(tenant))
                .toList();
    }
}
