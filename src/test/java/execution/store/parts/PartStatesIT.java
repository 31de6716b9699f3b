package execution.store.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;

import execution.parts.PartitionJob;
import execution.parts.PartitionJob.Phase;
import org.junit.jupiter.api.Test;

class PartStatesIT {

    private final PartsFixture parts = PartsFixture.withSlots(10);
    private final PartitionStore store = spy(parts.store());
    private final PartStates states = new PartStates(store);

    /**
     * Two blocks that are over, two of which something was sent, and two that were never touched, of which one is
     * short.
     */
    private static final String STATES = "d".repeat(49) + "f" + "r".repeat(30) + "w".repeat(20) + "w".repeat(43);

    @Test
    void shouldGiveALetterForEachPart() {
        PartitionJob job = parts.job(STATES, Phase.RUNNING, 2, 4);

        assertThat(states.of(job, 0, 100)).isEqualTo(STATES);
        assertThat(states.of(job, 0, 100)).isEqualTo(STATES);
        for (int from = 0; from < 7; from++) {
            for (int to = from; to < 8; to++) {
                assertThat(new PartStates(store).of(job, from, to))
                        .as("blocks %d to %d", from, to)
                        .isEqualTo(STATES.substring(
                                Math.min(STATES.length(), from * 25), Math.min(STATES.length(), to * 25)));
                assertThat(states.of(job, from, to)).isEqualTo(new PartStates(store).of(job, from, to));
            }
        }
    }

    @Test
    void shouldReadWhatIsSettledOnce() {
        PartitionJob job = parts.job(STATES, Phase.RUNNING, 2, 4);
        states.of(job, 0, 100);
        clearInvocations(store);

        states.of(job, 0, 100);

        verify(store).states(job.key(), 2, 4);
        verify(store, never()).blocks(any(), anyInt(), anyInt());
    }

    @Test
    void shouldTakeWhatWasNeverSentForCancelledOnceTheJobStops() {
        PartitionJob job = parts.job(STATES, Phase.ENDED, 2, 4);

        assertThat(states.of(job, 4, 6)).isEqualTo("c".repeat(43));
    }

    @Test
    void shouldGiveAllOfAJobThatIsOverWithAShortLastBlock() {
        PartitionJob job = parts.job("d".repeat(30), Phase.ENDED, 2, 2);

        assertThat(states.of(job, 0, 2)).isEqualTo("d".repeat(30));
        assertThat(states.of(job, 1, 2)).isEqualTo("d".repeat(5));
        assertThat(states.of(job, 0, 2)).isEqualTo("d".repeat(30));
    }
}
