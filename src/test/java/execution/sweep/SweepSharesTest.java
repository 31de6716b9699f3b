package execution.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepSharesTest {

    @ParameterizedTest
    @CsvSource({"4,1", "4,2", "4,3", "4,4", "4,7", "64,5", "1,3"})
    void shouldShareAllShardsOutAsEvenlyAsTheyGo(int shards, int instances) {
        int[] shares = IntStream.range(0, instances)
                .map(rank -> SweepShares.share(shards, instances, rank))
                .toArray();

        assertThat(IntStream.of(shares).sum()).isEqualTo(shards);
        assertThat(IntStream.of(shares).max().orElseThrow()
                        - IntStream.of(shares).min().orElseThrow())
                .isLessThanOrEqualTo(1);
    }
}
