package local.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTest {

    private final MetricSamples samples = new MetricSamples();

    @BeforeEach
    void read() {
        samples.add(
                1_000,
                """
                # HELP execution_ended_total Executions that ended
                execution_ended_total{status="completed"} 10.0
                execution_ended_total{status="failed"} 4.0
                execution_pending_lanes 2.0
                execution_waited_seconds_bucket{le="1.0"} 0
                execution_waited_seconds_bucket{le="10.0"} 0
                execution_waited_seconds_bucket{le="+Inf"} 0
                jvm_threads 9
                """);
        samples.add(
                1_030,
                """
                execution_ended_total{status="completed"} 40.0
                execution_ended_total{status="failed"} 1.0
                execution_pending_lanes 3.0
                execution_slots_used{runner="ecs",tenant="a"} 5
                execution_slots_used{runner="worker",tenant="a"} 6
                execution_slots_limit{runner="ecs",tenant="a"} 10
                execution_waited_seconds_bucket{le="1.0"} 50
                execution_waited_seconds_bucket{le="10.0"} 100
                execution_waited_seconds_bucket{le="+Inf"} 100
                """);
    }

    private Map<Map<String, String>, Double> now(String query) {
        return Query.of(query).at(samples.all(), 1);
    }

    @Test
    void shouldCountRatesAndTakeAnewStartForOne() {
        assertThat(now("sum by (status) (rate(execution_ended_total{job=~\"$job\"}[$__rate_interval]))"))
                .containsEntry(Map.of("status", "completed"), 1.0)
                .containsEntry(Map.of("status", "failed"), 1.0 / 30);
        assertThat(now("sum(increase(execution_ended_total{status=\"completed\"}[1h]))"))
                .containsExactly(Map.entry(Map.of(), 30.0));
        assertThat(now("sum(increase(execution_ended_total{status!=\"completed\"}[1h]))"))
                .containsExactly(Map.entry(Map.of(), 1.0));
    }

    @Test
    void shouldGiveNoRateOfWhatIsNotLongEnoughThere() {
        assertThat(now("rate(execution_ended_total[10s])")).isEmpty();
        assertThat(now("rate(execution_slots_used[5m])")).isEmpty();
    }

    @Test
    void shouldCountFromWhenAMetricAppeared() {
        samples.add(1_050, "execution_slots_used{runner=\"ecs\",tenant=\"a\"} 25");

        assertThat(Query.of("rate(execution_slots_used[5m])").at(samples.all(), 2))
                .containsExactly(Map.entry(Map.of("runner", "ecs", "tenant", "a"), 1.0));
    }

    @Test
    void shouldDivideWhatHasTheSameLabels() {
        String used = "max by (tenant, runner) (execution_slots_used)";
        String limit = "max by (tenant, runner) (execution_slots_limit)";

        assertThat(now(used + " / " + limit)).containsExactly(Map.entry(Map.of("tenant", "a", "runner", "ecs"), 0.5));
    }

    @Test
    void shouldFindQuantilesAndWhatIsAbsent() {
        assertThat(now("histogram_quantile(0.75, sum by (le) (rate(execution_waited_seconds_bucket[5m])))")
                        .get(Map.of()))
                .isCloseTo(5.5, within(0.001));
        assertThat(now("absent(execution_pending_lanes)")).isEmpty();
        assertThat(now("absent(execution_no_such_metric)")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"execution_pending_lanes > 2, 1", "execution_pending_lanes > 3, 0", "execution_pending_lanes == 3, 1"})
    void shouldCompare(String query, int values) {
        assertThat(now(query)).hasSize(values);
    }

    @ParameterizedTest
    @CsvSource({"avg(execution_pending_lanes)", "execution_pending_lanes +", "sum(execution_pending_lanes", "up"})
    void shouldRefuseWhatItDoesNotKnow(String query) {
        assertThatIllegalArgumentException().isThrownBy(() -> Query.of(query));
    }

    @Test
    void shouldKnowEachQueryOfTheDashboardAndTheAlerts() throws Exception {
        Dashboard dashboard = Dashboard.read();

        assertThat(dashboard.panels()).hasSizeGreaterThan(15);
        assertThat(dashboard.alerts()).hasSizeGreaterThan(10);
    }

    @Test
    void shouldFireOnceAnAlertHasLastedForItsTime() {
        Dashboard.Alert short30 = alert(30, "execution_pending_lanes > 1");
        Dashboard.Alert long60 = alert(60, "execution_pending_lanes > 1");
        Dashboard.Alert never = alert(0, "execution_pending_lanes > 5");

        assertThat(ObservabilityPage.state(short30, samples.all())).isEqualTo("firing");
        assertThat(ObservabilityPage.state(long60, samples.all())).isEqualTo("pending");
        assertThat(ObservabilityPage.state(never, samples.all())).isEqualTo("inactive");
    }

    private static Dashboard.Alert alert(long seconds, String query) {
        return new Dashboard.Alert("Alert", "warning", Query.of(query), query, seconds, "mend it");
    }
}
