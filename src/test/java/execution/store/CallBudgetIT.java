package execution.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import execution.aws.ServiceProperties;
import execution.model.HandClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import local.LocalTables;
import local.Names;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import system.RunningService;

/** However many instances there are and whatever their clocks say, an account makes no more calls than it may. */
class CallBudgetIT {

    private static final int PER_SECOND = 10;
    private static final int BURST = 20;
    private static final int CHUNK = 5;

    private static final MeterRegistry METRICS = new SimpleMeterRegistry();

    private static CallBudgets budgets;

    private final String name = "test-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        budgets = new CallBudgets(
                LocalTables.get().dynamoDb(),
                new ServiceProperties(Names.EXECUTIONS_TABLE, Names.ASSETS_TABLE, null, null),
                METRICS,
                Clock.systemUTC());
    }

    private CallBudget budget(Clock clock) {
        return budgets.budget(name, PER_SECOND, BURST, CHUNK, clock);
    }

    private static int taken(CallBudget budget, int tries) {
        return (int) IntStream.range(0, tries)
                .filter(i -> budget.acquire(0, Duration.ZERO))
                .count();
    }

    @Test
    void shouldBringNoTokensByClocksThatDiffer() {
        // Given
        HandClock right = new HandClock(Instant.parse("2026-01-01T00:00:00Z"));
        HandClock fast = new HandClock(right.instant().plusSeconds(5));
        CallBudget one = budget(right);
        CallBudget other = budget(fast);
        int taken = taken(one, 100) + taken(other, 100);
        assertThat(taken)
                .as("once by what the fast clock is ahead, within the burst")
                .isEqualTo(2 * BURST);

        // When
        int later = 0;
        for (int i = 0; i < 20; i++) {
            right.advance(Duration.ofMillis(100));
            fast.advance(Duration.ofMillis(100));
            later += taken(one, 10) + taken(other, 10);
        }

        // Then
        assertThat(later).isLessThanOrEqualTo(2 * PER_SECOND).isGreaterThan(PER_SECOND);
    }

    @Test
    void shouldMeasureTheUseOfTheBudget() {
        HandClock clock = new HandClock(Instant.parse("2026-01-01T00:00:00Z"));
        CallBudget budget = budget(clock);

        int granted = taken(budget, BURST + 3);

        assertThat(calls("granted")).isEqualTo(granted).isEqualTo(BURST);
        assertThat(calls("used_up")).isEqualTo(3);
        assertThat(gauge("execution.budget.left")).isZero();
        assertThat(gauge("execution.budget.burst")).isEqualTo(BURST);

        clock.advance(Duration.ofSeconds(1));

        assertThat(gauge("execution.budget.left")).isEqualTo(Math.min(BURST, PER_SECOND));

        budget.slowDown();

        assertThat(gauge("execution.budget.left")).isZero();
        assertThat(METRICS.get("execution.budget.slowed")
                        .tag("budget", name)
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    private double calls(String outcome) {
        return METRICS.get("execution.budget.calls")
                .tag("budget", name)
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private double gauge(String metric) {
        return METRICS.get(metric).tag("budget", name).gauge().value();
    }

    @Test
    void shouldGoOnWhenAnInstanceWithAFastClockIsGone() {
        // Given
        HandClock right = new HandClock(Instant.parse("2026-01-01T00:00:00Z"));
        taken(budget(new HandClock(right.instant().plusSeconds(3_600))), 100);
        CallBudget budget = budget(right);
        assertThat(taken(budget, 10)).isZero();

        // When
        right.advance(Duration.ofSeconds(1));

        // Then
        assertThat(taken(budget, 100)).isEqualTo(PER_SECOND);
    }

    @Test
    void shouldLetAStopThroughWhileALaunchWaits() {
        // Given
        int reserve = 10;
        HandClock clock = new HandClock(Instant.parse("2026-01-01T00:00:00Z"));
        CallBudget budget = budget(clock);
        while (budget.acquire(reserve, Duration.ZERO)) {
            // Launches take all that they may.
        }
        AtomicBoolean launched = new AtomicBoolean();
        Thread launch = new Thread(() -> launched.set(budget.acquire(reserve, RunningService.LONGEST_WAIT)));
        launch.start();
        await().atMost(RunningService.LONGEST_WAIT).until(() -> launch.getState() == Thread.State.TIMED_WAITING);

        // When
        int stops = taken(budget, 100);

        // Then
        assertThat(stops).isEqualTo(reserve);
        assertThat(launched).isFalse();

        // When
        clock.advance(Duration.ofSeconds(2));

        // Then
        await().atMost(RunningService.LONGEST_WAIT).untilTrue(launched);
    }

    @Test
    void shouldGiveNothingAfterASlowDownUntilTokensComeBack() {
        // Given
        HandClock clock = new HandClock(Instant.parse("2026-01-01T00:00:00Z"));
        CallBudget budget = budget(clock);
        assertThat(budget.acquire(0, Duration.ZERO)).isTrue();

        // When
        budget.slowDown();

        // Then
        assertThat(budget.acquire(0, Duration.ZERO)).isFalse();

        // When
        clock.advance(Duration.ofSeconds(1));

        // Then
        assertThat(taken(budget, 100)).isEqualTo(PER_SECOND);
    }

    @Test
    void shouldForfeitWhatIsLeftOfAChunkAfterASecond() {
        HandClock clock = new HandClock(Instant.parse("2026-01-01T00:00:00Z"));
        CallBudget budget = budget(clock);
        assertThat(taken(budget, 1)).isEqualTo(1);

        clock.advance(Duration.ofSeconds(1));

        assertThat(taken(budget, 100)).isEqualTo(BURST);
    }

    @Test
    void shouldUseAChunkForASecond() {
        HandClock clock = new HandClock(Instant.parse("2026-01-01T00:00:00Z"));
        CallBudget budget = budget(clock);
        assertThat(taken(budget, 1)).isEqualTo(1);

        clock.advance(Duration.ofMillis(999));

        assertThat(taken(budget, 100)).isEqualTo(CHUNK - 1 + BURST);
    }

    @Test
    void shouldNotAskTheTableAgainBeforeATokenCanBeThere() {
        HandClock clock = new HandClock(Instant.parse("2026-01-01T00:00:00Z"));
        TableFaults faults = new TableFaults();
        CallBudget budget = budgets(faults).budget(name, PER_SECOND, BURST, CHUNK, clock);
        assertThat(taken(budget, 100)).isEqualTo(BURST);
        int before = faults.calls("getItem");

        clock.advance(Duration.ofMillis(99));
        assertThat(taken(budget, 10)).isZero();
        assertThat(faults.calls("getItem")).isEqualTo(before);
        clock.advance(Duration.ofMillis(1));

        assertThat(taken(budget, 10)).isEqualTo(1);
    }

    @Test
    void shouldLookAgainAfterASecondWhateverIsMissing() {
        int reserve = BURST - 1;
        HandClock clock = new HandClock(Instant.parse("2026-01-01T00:00:00Z"));
        CallBudget budget = budget(clock);
        assertThat(taken(budget, 100)).isEqualTo(BURST);
        assertThat(budget.acquire(reserve, Duration.ZERO)).isFalse();

        clock.advance(Duration.ofSeconds(2));

        assertThat(budget.acquire(reserve, Duration.ZERO)).isTrue();
    }

    @Test
    void shouldTryAgainWhenAnotherInstanceLeasesAtTheSameMoment() {
        HandClock clock = new HandClock(Instant.parse("2026-01-01T00:00:00Z"));
        TableFaults faults = new TableFaults();
        CallBudget budget = budgets(faults).budget(name, PER_SECOND, BURST, CHUNK, clock);
        CallBudget other = budget(clock);
        faults.afterNext("getItem", () -> assertThat(taken(other, 1)).isEqualTo(1));

        assertThat(taken(budget, 100)).isEqualTo(BURST - CHUNK);

        assertThat(taken(other, 100)).isEqualTo(CHUNK - 1);
    }

    @Test
    void shouldGiveUpForNowWhereOthersAreFasterEachTime() {
        HandClock clock = new HandClock(Instant.parse("2026-01-01T00:00:00Z"));
        TableFaults faults = new TableFaults();
        CallBudget budget = budgets(faults).budget(name, PER_SECOND, BURST, 1, clock);
        CallBudget other = budgets.budget(name, PER_SECOND, BURST, 1, clock);
        IntStream.range(0, 5).forEach(i -> faults.afterNext("getItem", () -> taken(other, 1)));

        assertThat(budget.acquire(0, Duration.ZERO)).isFalse();

        assertThat(budget.acquire(0, Duration.ZERO)).isTrue();
    }

    @Test
    void shouldGoByTheTimeOfDay() {
        CallBudget budget = budgets.budget(name, 1, BURST, CHUNK);

        assertThat(taken(budget, BURST)).isEqualTo(BURST);
    }

    private static CallBudgets budgets(TableFaults faults) {
        return new CallBudgets(
                faults.between(LocalTables.get().dynamoDb()),
                new ServiceProperties(Names.EXECUTIONS_TABLE, Names.ASSETS_TABLE, null, null),
                METRICS,
                Clock.systemUTC());
    }
}
