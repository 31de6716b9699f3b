package execution.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A bound on memory counts too much rather than too little, and everything that came from outside. */
class WeightsTest {

    private static final String TEXT = "x".repeat(1_000);

    /** What the characters of TEXT take. */
    private static final long BYTES = 2_000;

    @Test
    void shouldCountTextWhereverItStands() {
        assertThat(Weights.of(TEXT)).isBetween(BYTES, BYTES + 100);
        assertThat(Weights.of(Map.of(TEXT, TEXT))).isBetween(2 * BYTES, 2 * BYTES + 500);
        assertThat(Weights.of(List.of(TEXT, TEXT, TEXT))).isBetween(3 * BYTES, 3 * BYTES + 500);
        assertThat(Weights.of(Map.of("a", List.of(Map.of("b", TEXT))))).isBetween(BYTES, BYTES + 1_000);
    }

    @Test
    void shouldCountTheObjectsThatHoldSmallValues() {
        assertThat(Weights.of(null)).isZero();
        assertThat(Weights.of("")).isPositive();
        assertThat(Weights.of(1)).isPositive();
        assertThat(Weights.of(List.of(1))).isGreaterThan(Weights.of(List.of()) + Weights.of(1));
        assertThat(Weights.of(List.of())).isPositive();
        assertThat(Weights.of(Map.of("", 1))).isGreaterThan(Weights.of(Map.of()) + Weights.of("") + Weights.of(1));
        assertThat(Weights.of(Map.of())).isPositive();
    }

    @Test
    void shouldCountAllOfAnExecutionThatMayBeLarge() {
        Execution small = Samples.pending();
        Execution longer = small.end(ExecutionStatus.FAILED, null, "x".repeat(500), Samples.CREATED);

        assertThat(longer.weight() - small.weight()).isBetween(1_000L, 1_500L);
        assertThat(small.weight()).isGreaterThan(small.job().weight() + 1_000);
        assertThat(small.job().weight())
                .isGreaterThan(Weights.of(small.job().steps())
                        + Weights.of(small.job().additionalAttributes())
                        + Weights.of(small.job().input())
                        + Weights.of(small.job().jitEventName()));
    }

    @Test
    void shouldCountTheTextsOfAJob() {
        AcceptedJob large = Samples.with(
                Samples.job(1),
                Map.of(
                        "jitEventName", TEXT,
                        "controlName", TEXT,
                        "controlImage", TEXT,
                        "steps", List.of(Map.of("name", TEXT)),
                        "additionalAttributes", Map.of("a", TEXT),
                        "input", TEXT));

        assertThat(large.weight()).isBetween(6 * BYTES, 6 * BYTES + 3_000);
    }
}
