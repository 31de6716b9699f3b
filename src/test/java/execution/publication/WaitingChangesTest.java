package execution.publication;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Execution;
import execution.model.Samples;
import org.junit.jupiter.api.Test;

class WaitingChangesTest {

    private final WaitingChanges waiting = new WaitingChanges();

    @Test
    void shouldKeepTheNewestVersionOnly() {
        Execution old = Samples.pending();
        Execution newer = Samples.pending().nextVersion();

        waiting.add(newer);
        waiting.add(old);

        assertThat(waiting.size()).isEqualTo(1);
        assertThat(waiting.take(old.key())).isSameAs(newer);
        assertThat(waiting.contains(old.key())).isFalse();
    }

    @Test
    void shouldWeighWhatWaits() {
        Execution first = Samples.pending("one");
        Execution second = Samples.pending("two");

        waiting.add(first);
        waiting.add(second);
        waiting.add(second.nextVersion());
        assertThat(waiting.weight()).isEqualTo(first.weight() + second.weight());

        waiting.take(first.key());
        waiting.take(first.key());
        assertThat(waiting.weight()).isEqualTo(second.weight());
    }
}
