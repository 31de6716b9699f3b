package execution.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class AttemptLocksTest {

    private static final String ATTEMPT = "0123456789abcdef0123456789abcdef-1";

    private final AttemptLocks locks = new AttemptLocks(Duration.ofDays(1));
    private final List<String> done = new CopyOnWriteArrayList<>();

    @Test
    void shouldLookAtAStateOnceTheAnswerOfTheLaunchIsStored() throws InterruptedException {
        locks.launching(ATTEMPT);
        Thread state = new Thread(() -> locks.run(ATTEMPT, () -> done.add("state")));
        state.start();
        await().until(() -> state.getState() == Thread.State.TIMED_WAITING);

        done.add("answer");
        locks.launched(ATTEMPT);
        state.join();

        assertThat(done).containsExactly("answer", "state");
    }

    @Test
    void shouldLookAtTheStateOfAnotherAttemptAtOnce() {
        locks.launching(ATTEMPT);

        assertThat(locks.run(ATTEMPT.replace("-1", "-2"), () -> "looked at")).isEqualTo("looked at");
    }

    @Test
    void shouldLookAtAStateInTheEndThoughTheAnswerDoesNotCome() {
        AttemptLocks hasty = new AttemptLocks(Duration.ofMillis(1));
        hasty.launching(ATTEMPT);

        assertThat(hasty.run(ATTEMPT, () -> "looked at")).isEqualTo("looked at");
    }

    @Test
    void shouldLookAtOneStateOfAnAttemptAtATime() throws InterruptedException {
        Thread second = new Thread(() -> locks.run(ATTEMPT, () -> done.add("second")));
        locks.run(ATTEMPT, () -> {
            second.start();
            await().until(() -> second.getState() == Thread.State.TIMED_WAITING);
            return done.add("first");
        });
        second.join();

        assertThat(done).containsExactly("first", "second");
    }
}
