package execution.store;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.Samples;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LaneOrderTest {

    private static final Duration STEP = Duration.ofMinutes(10);

    private final LaneOrder order = StoreFixture.lanes(STEP);

    private static Execution pending(Integer priority, Duration later) {
        Instant created = Samples.CREATED.plus(later);
        ExecutionKey key = new ExecutionKey("demo", "event", "id");
        return Execution.create(
                key, priority == null ? Samples.job(1) : Samples.job(1).withPriority(priority), "hash", created);
    }

    private String position(Integer priority, Duration later) {
        return order.position(pending(priority, later));
    }

    @Test
    void shouldGoByCreationAmongThoseOfOnePriority() {
        assertThat(position(4, Duration.ZERO)).isLessThan(position(4, Duration.ofNanos(1_000)));
        assertThat(position(0, Duration.ZERO)).startsWith("2026-01-01T00:00:00.123456#id");
        assertThat(position(3, Duration.ZERO)).startsWith("2025-12-31T23:30:00.123456#id");
    }

    @Test
    void shouldLetTheMoreUrgentGoFirst() {
        assertThat(position(5, Duration.ofMinutes(9))).isLessThan(position(4, Duration.ZERO));
        assertThat(position(9, Duration.ofMinutes(89))).isLessThan(position(0, Duration.ZERO));
    }

    @Test
    void shouldNotLetTheMoreUrgentGoBeforeThoseThatHaveWaitedForLongEnough() {
        assertThat(position(5, Duration.ofMinutes(11))).isGreaterThan(position(4, Duration.ZERO));
        assertThat(position(9, Duration.ofMinutes(91))).isGreaterThan(position(0, Duration.ZERO));
    }

    @Test
    void shouldLeaveRowsWithoutPriorityWhereTheyStand() {
        assertThat(position(null, Duration.ZERO)).isEqualTo(position(0, Duration.ZERO));
    }

    @Test
    void shouldStandAtTheTimeToWhichItIsPutOffWhateverItsPriority() {
        Instant later = Samples.CREATED.plusSeconds(1);

        assertThat(order.position(pending(9, Duration.ZERO).putOff(later)))
                .startsWith("2026-01-01T00:00:01.123456#id")
                .isEqualTo(order.position(pending(0, Duration.ZERO).putOff(later)));
        assertThat(order.position(pending(9, Duration.ZERO).putOff(Samples.CREATED)))
                .as("put off to no later time")
                .isEqualTo(position(9, Duration.ZERO));
    }

    @Test
    void shouldGoByCreationAloneWhereAStepCountsNothing() {
        LaneOrder bySteps = StoreFixture.lanes(Duration.ZERO);

        assertThat(bySteps.position(pending(9, Duration.ZERO))).isEqualTo(bySteps.position(pending(0, Duration.ZERO)));
    }

    @Test
    void shouldHaveItsPlaceInTheIndex() {
        Execution urgent = pending(9, Duration.ZERO);
        ExecutionItems items = new ExecutionItems(StoreFixture.dueTimes(), order);

        assertThat(items.toItem(urgent).get("GSI5SK").s())
                .isEqualTo(order.entry(urgent).position());
        assertThat(order.entry(urgent).key()).isEqualTo(urgent.key());
    }
}
