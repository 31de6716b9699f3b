package execution.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.AcceptedJob;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Lane;
import execution.model.ReasonClass;
import execution.model.Samples;
import execution.model.Timestamps;
import execution.store.Executions;
import execution.store.StoreFixture;
import execution.store.WorkIndex;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

class OverduePendingIT {

    private static final Duration LIMIT = Duration.ofHours(24);

    private final String tenant = StoreFixture.newTenant();
    private final StoreFixture fixture = StoreFixture.withSlots(1);
    private final AnnotationConfigApplicationContext context = context();
    private final Executions executions = context.getBean(Executions.class);
    private final OverduePending overdue = context.getBean(OverduePending.class);
    private final Instant now = Timestamps.now(Clock.systemUTC());

    private AnnotationConfigApplicationContext context() {
        AnnotationConfigApplicationContext beans = fixture.beans(OverduePending.class);
        beans.refresh();
        return beans;
    }

    @AfterEach
    void close() {
        context.close();
    }

    private Execution put(int number, Instant created, UnaryOperator<Execution> state) {
        Execution row = state.apply(
                Execution.create(new ExecutionKey(tenant, "event", "id" + number), Samples.job(1), "hash", created));
        fixture.put(row);
        return row;
    }

    private WorkIndex.PendingLane lane() {
        return lanes().get(0);
    }

    private List<WorkIndex.PendingLane> lanes() {
        WorkIndex index = fixture.workIndex();
        return IntStream.range(0, index.shards())
                .mapToObj(index::lanesWithPending)
                .flatMap(List::stream)
                .filter(found -> found.lane().equals(new Lane(tenant, "ecs")))
                .toList();
    }

    private Execution putWaiting(int number, Instant created, Long waitingSeconds) {
        AcceptedJob job = Samples.limited(3_600, 1, waitingSeconds, null);
        Execution row = Execution.create(new ExecutionKey(tenant, "event", "id" + number), job, "hash", created);
        fixture.put(row);
        return row;
    }

    /** Each may wait as long as its task's file said, however long others of its lane may. */
    @Test
    void shouldEndWhatHasWaitedForLongerThanItsTaskMay() {
        Execution patient = putWaiting(1, now.minusSeconds(200), null);
        Execution soon = putWaiting(2, now.minusSeconds(100), 90L);
        Execution later = putWaiting(3, now.minusSeconds(100), 900L);
        Execution longer = putWaiting(4, now.minus(LIMIT).minusSeconds(10), LIMIT.toSeconds() + 100);
        Execution young = putWaiting(5, now.minusSeconds(80), 90L);

        assertThat(lanes())
                .extracting(WorkIndex.PendingLane::waitingSeconds)
                .containsExactlyInAnyOrder(null, 90L, 900L, LIMIT.toSeconds() + 100);
        lanes().forEach(lane -> overdue.endAll(lane, now));

        assertThat(status(soon)).isEqualTo(ExecutionStatus.TIMED_OUT);
        assertThat(executions.find(soon.key()).orElseThrow().history().last()).satisfies(change -> {
            assertThat(change.reason()).isEqualTo("no slot became free within PT1M30S");
            assertThat(change.end().reasonClass()).isEqualTo(ReasonClass.WAIT_TIME_OUT);
            assertThat(change.end().remedy()).isNotBlank();
        });
        assertThat(List.of(patient, later, longer, young)).allMatch(row -> status(row) == ExecutionStatus.PENDING);
    }

    private ExecutionStatus status(Execution row) {
        return executions.find(row.key()).orElseThrow().status();
    }

    @Test
    void shouldEndWhatHasWaitedTooLongWhetherOrNotItIsPutOff() {
        Instant tooOld = now.minus(LIMIT).minusSeconds(10);
        Execution old = put(1, tooOld, row -> row);
        Execution putOff = put(2, tooOld.plusSeconds(1), row -> row.putOff(now.plusSeconds(60)));
        Execution young = put(3, now.minus(LIMIT).plusSeconds(10), row -> row);

        overdue.endAll(lane(), now);

        assertThat(status(old)).isEqualTo(ExecutionStatus.TIMED_OUT);
        assertThat(status(putOff)).isEqualTo(ExecutionStatus.TIMED_OUT);
        assertThat(status(young)).isEqualTo(ExecutionStatus.PENDING);
        assertThat(executions.find(old.key()).orElseThrow().outcome().reason()).contains("no slot became free");
    }

    @Test
    void shouldReadNothingWhereTheOldestIsYoung() {
        Execution young = put(1, now.minus(LIMIT).plusSeconds(10), row -> row);

        overdue.endAll(new WorkIndex.PendingLane(young.lane(), null, -1, young.createdAt()), now);

        assertThat(status(young)).isEqualTo(ExecutionStatus.PENDING);
        assertThat(overdue.isOverdue(young, now)).isFalse();
        assertThat(overdue.isOverdue(young, now.plusSeconds(20))).isTrue();
        assertThat(overdue.isOverdue(young.allocate(Samples.launch(), "i", now), now.plusSeconds(20)))
                .isFalse();
    }

    @Test
    void shouldEndMoreThanOneAnswerOfTheIndexHolds() {
        Instant tooOld = now.minus(LIMIT).minusSeconds(1_000);
        List<Execution> all = IntStream.range(0, 130)
                .mapToObj(number -> put(number, tooOld.plusSeconds(number), row -> row))
                .toList();

        overdue.endAll(lane(), now);

        assertThat(all).allMatch(row -> status(row) == ExecutionStatus.TIMED_OUT);
    }

    @Test
    void shouldEndTheOthersWhereOneCannotBeRead() {
        Instant tooOld = now.minus(LIMIT).minusSeconds(1_000);
        Execution unreadable = put(1, tooOld, row -> row);
        fixture.breakRow(unreadable.key());
        Execution other = put(2, tooOld.plusSeconds(1), row -> row);

        overdue.endAll(lane(), now);

        assertThat(status(other)).isEqualTo(ExecutionStatus.TIMED_OUT);
    }
}
