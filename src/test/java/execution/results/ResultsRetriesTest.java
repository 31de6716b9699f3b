package execution.results;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.ResultsKey;
import execution.model.Samples;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class ResultsRetriesTest {

    private static final ResultsKey KEY = new ResultsKey(Samples.pending().key(), 1, "scan.txt.tar.gz");

    private static boolean again(Exception failure, int tries) {
        return new ResultsRetries().tryAgain(failure, KEY, tries);
    }

    @Test
    void shouldHoldResultsAsLongAsKafkaIsAway() {
        assertThat(again(new TimeoutException("away"), 1)).isTrue();
        assertThat(again(new TimeoutException("away"), 1_000)).isTrue();
    }

    @Test
    void shouldMakeRoomForOthersAfterSomeTriesThatMayBeTheseResultsOwnFault() {
        assertThat(again(new IllegalStateException("a bug"), 4)).isTrue();
        assertThat(again(new IllegalStateException("a bug"), 5)).isFalse();
    }

    @Test
    void shouldNotTryAgainWhatTheTopicNeverTakes() {
        assertThat(again(new RecordTooLargeException("too large"), 1)).isFalse();
    }
}
