package execution.task;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.ExecutionKey;
import execution.store.WorkIndex;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import shared.failure.Backoff;

class AttemptIndexTest {

    private static final String ATTEMPT = "0123456789abcdef0123456789abcdef-1";
    private static final ExecutionKey KEY = new ExecutionKey("tenant", "event", "execution");

    private final WorkIndex index = Mockito.mock(WorkIndex.class);
    private final AttemptIndex attempts =
            new AttemptIndex(index, new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)));

    @Test
    void shouldFindAnAttemptThatTheIndexKnowsOnlyAfterSomeLooks() {
        Mockito.when(index.byAttempt(ATTEMPT))
                .thenReturn(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(KEY));

        assertThat(attempts.find(ATTEMPT)).contains(KEY);
    }

    @Test
    void shouldLookOnceForAnAttemptThatTheIndexKnows() {
        Mockito.when(index.byAttempt(ATTEMPT)).thenReturn(Optional.of(KEY));

        assertThat(attempts.find(ATTEMPT)).contains(KEY);
        Mockito.verify(index, Mockito.times(1)).byAttempt(ATTEMPT);
    }

    @Test
    void shouldGiveUpOnAnAttemptThatNoRowHas() {
        Mockito.when(index.byAttempt(ATTEMPT)).thenReturn(Optional.empty());

        assertThat(attempts.find(ATTEMPT)).isEmpty();
        Mockito.verify(index, Mockito.times(6)).byAttempt(ATTEMPT);
    }
}
