package execution.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.Lane;
import execution.model.Samples;
import execution.model.Timestamps;
import execution.store.Executions;
import execution.store.StoreFixture;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** What a lane's turn is about, by the real index. */
class LaneTurnsIT {

    private static final int PAGE = 25;

    private final String tenant = StoreFixture.newTenant();
    private final Lane lane = new Lane(tenant, "ecs");
    private final StoreFixture fixture = StoreFixture.withSlots(100);
    private final AnnotationConfigApplicationContext context = context();
    private final NotIndexedYet notIndexed = context.getBean(NotIndexedYet.class);
    private final LaneTurns turns = context.getBean(LaneTurns.class);
    private final Instant begin = Timestamps.now(Clock.systemUTC()).minusSeconds(1_000);

    private AnnotationConfigApplicationContext context() {
        AnnotationConfigApplicationContext beans =
                fixture.beans(LaneTurns.class, LaneMeters.class, NotIndexedYet.class);
        beans.refresh();
        return beans;
    }

    @AfterEach
    void close() {
        context.close();
    }

    private Execution pending(int number) {
        return Execution.create(
                new ExecutionKey(tenant, "event", "id" + number), Samples.job(1), "hash", begin.plusSeconds(number));
    }

    private Execution pending(int number, int priority, Duration earlier) {
        return Execution.create(
                new ExecutionKey(tenant, "event", "id" + number),
                Samples.job(1).withPriority(priority),
                "hash",
                begin.plusSeconds(number).minus(earlier));
    }

    private void put(int from, int to) {
        IntStream.range(from, to).mapToObj(this::pending).forEach(fixture::put);
    }

    private static List<String> ids(LaneTurn turn) {
        List<String> ids = new ArrayList<>();
        for (Optional<ExecutionKey> next = turn.next(); next.isPresent(); next = turn.next()) {
            ids.add(next.get().executionId());
        }
        return ids;
    }

    private static List<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(number -> "id" + number).toList();
    }

    @Test
    void shouldGoOverALongLaneInPages() {
        put(0, PAGE + 5);

        LaneTurn first = turns.turn(lane, null);
        LaneTurn second = turns.turn(lane, first.goesOnAfter().orElseThrow());

        assertThat(ids(first)).containsExactlyElementsOf(ids(0, PAGE));
        assertThat(ids(second)).containsExactlyElementsOf(ids(PAGE, PAGE + 5));
        assertThat(second.goesOnAfter()).isEmpty();
    }

    @Test
    void shouldGiveWhatTheIndexDoesNotShowYetInItsPlace() {
        put(0, 1);
        put(2, 3);
        notIndexed.add(pending(1));
        notIndexed.add(pending(2));

        assertThat(ids(turns.turn(lane, null))).containsExactly("id0", "id1", "id2");
    }

    @Test
    void shouldGiveWhatTheIndexDoesNotShowYetInOneTurnOnly() {
        put(0, PAGE + 5);
        LaneTurn first = turns.turn(lane, null);
        String end = first.goesOnAfter().orElseThrow();
        notIndexed.add(pending(0));
        notIndexed.add(pending(PAGE - 1));
        notIndexed.add(pending(PAGE + 10));

        assertThat(ids(turns.turn(lane, null)))
                .as("not what is behind the page")
                .doesNotContain("id35");
        assertThat(ids(turns.turn(lane, end)))
                .as("not what is before it")
                .containsExactly("id25", "id26", "id27", "id28", "id29", "id35");
    }

    @Test
    void shouldGiveTheUrgentOnesFirstAndThoseThatWaitedForLongBeforeThem() {
        fixture.put(pending(0, 0, Duration.ofMinutes(50)));
        fixture.put(pending(1, 0, Duration.ZERO));
        fixture.put(pending(2, 4, Duration.ZERO));
        fixture.put(pending(3, 9, Duration.ZERO).putOff(begin.plusSeconds(500)));
        fixture.put(pending(4, 9, Duration.ZERO)
                .putOff(Timestamps.now(Clock.systemUTC()).plusSeconds(600)));
        notIndexed.add(pending(5, 9, Duration.ZERO));
        notIndexed.add(pending(6, 4, Duration.ofMinutes(1)));

        assertThat(ids(turns.turn(lane, null)))
                .as("urgent, aged, then by priority, then one put off; not the one whose time has not come")
                .containsExactly("id5", "id0", "id6", "id2", "id1", "id3");
    }

    @Test
    void shouldGoOverALongLaneInPagesByPriority() {
        IntStream.range(0, 4 * PAGE).forEach(number -> fixture.put(pending(number, number % 10, Duration.ZERO)));

        List<String> all = new ArrayList<>();
        String after = null;
        for (int page = 0; page < 4; page++) {
            LaneTurn turn = turns.turn(lane, after);
            after = turn.goesOnAfter().orElseThrow();
            all.addAll(ids(turn));
        }

        assertThat(turns.turn(lane, after).isOver()).isTrue();
        assertThat(all)
                .containsExactlyElementsOf(IntStream.range(0, 10)
                        .boxed()
                        .flatMap(step -> IntStream.range(0, 4 * PAGE).boxed().filter(number -> number % 10 == 9 - step))
                        .map(number -> "id" + number)
                        .toList());
    }

    @Test
    void shouldGiveNoMoreThanSlotsAreFree() {
        Executions executions = context.getBean(Executions.class);
        put(0, 3);
        fixture.limitSlots(lane, 2);

        LaneTurn turn = turns.turn(lane, null);

        assertThat(turn.width()).isEqualTo(2);
        assertThat(ids(turn)).containsExactly("id0", "id1");
        executions.allocate(pending(0), Samples.launch());
        assertThat(turns.turn(lane, null).width()).isEqualTo(1);
    }

    @Test
    void shouldBeOverAtOnceWhereNobodyIsPending() {
        assertThat(turns.turn(lane, null).isOver()).isTrue();
    }
}
