package execution.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExecutionStatusTest {

    private static final Set<ExecutionStatus> ENDS = EnumSet.of(
            ExecutionStatus.COMPLETED, ExecutionStatus.FAILED, ExecutionStatus.CANCELLED, ExecutionStatus.TIMED_OUT);

    /** The table of the specification; a pending execution cannot complete because it never ran. */
    private static final Map<ExecutionStatus, Set<ExecutionStatus>> LEGAL = Map.of(
            ExecutionStatus.PENDING,
            EnumSet.of(
                    ExecutionStatus.ALLOCATED,
                    ExecutionStatus.FAILED,
                    ExecutionStatus.CANCELLED,
                    ExecutionStatus.TIMED_OUT),
            ExecutionStatus.ALLOCATED,
            with(ExecutionStatus.ALLOCATED, ExecutionStatus.DISPATCHED),
            ExecutionStatus.DISPATCHED,
            with(ExecutionStatus.RUNNING, ExecutionStatus.ALLOCATED),
            ExecutionStatus.RUNNING,
            with(ExecutionStatus.ALLOCATED));

    private static Set<ExecutionStatus> with(ExecutionStatus... more) {
        Set<ExecutionStatus> all = EnumSet.copyOf(ENDS);
        all.addAll(Set.of(more));
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void shouldAllowExactlyTheLegalTransitions(ExecutionStatus from) {
        for (ExecutionStatus to : ExecutionStatus.values()) {
            assertThat(from.mayBecome(to))
                    .as("%s to %s", from, to)
                    .isEqualTo(LEGAL.getOrDefault(from, Set.of()).contains(to));
        }
    }

    @Test
    void shouldNeverLeaveATerminalStatus() {
        for (ExecutionStatus end : ENDS) {
            assertThat(end.isTerminal()).isTrue();
            assertThat(end.holdsSlot()).isFalse();
            assertThat(EnumSet.allOf(ExecutionStatus.class)).noneMatch(end::mayBecome);
        }
    }

    @Test
    void shouldSayWhatIsAllowedWhenAStatusIsUnknown() {
        assertThat(ExecutionStatus.of("timed_out")).isEqualTo(ExecutionStatus.TIMED_OUT);
        assertThatThrownBy(() -> ExecutionStatus.of("TIMED_OUT"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("timed_out");
    }
}
