package execution.partition;

import static org.assertj.core.api.Assertions.assertThat;

import execution.parts.Bundle;
import execution.parts.PartBlock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class BundlePlanTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final IntToLongFunction SMALL = part -> 10;

    private static List<Integer> sizes(double mean, int parts, long room, IntToLongFunction bytes) {
        return new BundlePlan(mean, Duration.ofSeconds(1), 1_000)
                .send(PartBlock.waiting(0, 0, parts), room, bytes, NOW).bundles().stream()
                        .map(bundle -> bundle.parts().size())
                        .toList();
    }

    @Test
    void shouldSendFewPartsOneByOneAndManyInPairsWhileNothingIsKnown() {
        assertThat(sizes(0, 16, 100, SMALL)).hasSize(16).containsOnly(1);
        assertThat(sizes(0, 25, 100, SMALL)).hasSize(16).startsWith(2, 2).endsWith(1, 1);
    }

    @Test
    void shouldPackAsManyPartsAsTakeASecond() {
        assertThat(sizes(0.001, 25, 100, SMALL)).containsExactly(25);
        assertThat(sizes(0.1, 25, 100, SMALL)).containsExactly(10, 10, 5);
        assertThat(sizes(0.5, 4, 100, SMALL)).containsExactly(2, 2);
        assertThat(sizes(60, 4, 100, SMALL)).containsExactly(1, 1, 1, 1);
    }

    @Test
    void shouldHaveNoMoreBundlesThanABlockHolds() {
        assertThat(sizes(60, 25, 100, SMALL))
                .hasSizeLessThanOrEqualTo(BundlePlan.MOST_BUNDLES)
                .contains(2);
    }

    @Test
    void shouldSendNoMoreThanThereIsRoomFor() {
        assertThat(sizes(0.001, 25, 7, SMALL)).containsExactly(7);
        assertThat(sizes(0, 25, 0, SMALL)).isEmpty();
    }

    @Test
    void shouldKeepMessagesWithinTheirBytesAndSendLargePartsAlone() {
        assertThat(sizes(0.001, 10, 100, part -> 300)).containsExactly(3, 3, 3, 1);
        assertThat(sizes(0.001, 2, 100, part -> 1_000_000)).containsExactly(1, 1);
    }

    @Test
    void shouldSendWhatWaitsAgainAndLeaveTheRest() {
        BundlePlan plan = new BundlePlan(1, Duration.ofSeconds(1), 1_000);
        PartBlock block = plan.send(PartBlock.waiting(2, 0, 5), 2, SMALL, NOW);

        PartBlock after = plan.send(block, 100, SMALL, NOW);

        assertThat(after.bundles())
                .extracting(Bundle::parts)
                .containsExactly(List.of(50), List.of(51), List.of(52), List.of(53), List.of(54));
    }
}
