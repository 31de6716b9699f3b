package execution.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import execution.model.UnusableMessageException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;

class TimedWorkTest {

    private static final int MOST_LEFT = 4;

    private final List<Object> liveness = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch released = new CountDownLatch(1);
    private final TimedWork work = new TimedWork(
            Duration.ofSeconds(1),
            event -> liveness.add(((AvailabilityChangeEvent<?>) event).getState()),
            System::nanoTime);

    @AfterEach
    void release() {
        released.countDown();
    }

    /** Waits for work in vain, from when it has begun. */
    private void waitInVain(String name, Callable<?> callable) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        TimedWork.Work<?> started = work.begin(name, () -> {
            begun.countDown();
            return callable.call();
        });
        begun.await();
        assertThatThrownBy(started::result)
                .isInstanceOf(UnusableMessageException.class)
                .hasMessage(name + " takes longer than 1 s");
        started.leave();
    }

    /** Does not react to an interrupt, as a regular expression does not that finds no end. */
    private Object hang() {
        while (released.getCount() > 0) {
            try {
                released.await();
            } catch (InterruptedException e) {
                // It goes on.
            }
        }
        return null;
    }

    /** Runs work that is done at once, on a machine that may be busy for longer than the work may take. */
    private String workThatIsDone() throws InterruptedException {
        TimedWork.Work<String> begun = work.begin("work", () -> "done");
        return await().ignoreExceptions().until(begun::result, "done"::equals);
    }

    @Test
    void shouldGiveWhatTheWorkGivesAndThrowWhatItThrows() throws Exception {
        assertThat(workThatIsDone()).isEqualTo("done");
        TimedWork patient = new TimedWork(Duration.ofMinutes(10), event -> {}, System::nanoTime);
        assertThatThrownBy(() -> patient.begin("work", () -> {
                            throw new IOException("broken");
                        })
                        .result())
                .isInstanceOf(IOException.class)
                .hasMessage("broken");
    }

    @Test
    void shouldEndWorkThatTakesTooLong() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);

        waitInVain("the reading of scan.txt", () -> {
            try {
                return new CountDownLatch(1).await(1, TimeUnit.HOURS);
            } finally {
                interrupted.countDown();
            }
        });

        await().until(() -> interrupted.getCount() == 0);
    }

    @Test
    void shouldGoOnWithoutWorkThatDoesNotEndAndSayWhenOnlyARestartHelps() throws Exception {
        for (int i = 1; i < MOST_LEFT; i++) {
            waitInVain("work", this::hang);
        }
        assertThat(workThatIsDone()).isEqualTo("done");

        assertThat(liveness).isEmpty();
        waitInVain("work", this::hang);

        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return workThatIsDone();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> liveness.contains(LivenessState.BROKEN));
        assertThat(waiting).isNotDone();

        released.countDown();

        assertThat(waiting.get(3, TimeUnit.MINUTES)).isEqualTo("done");
        assertThat(liveness).containsExactly(LivenessState.BROKEN, LivenessState.CORRECT);
    }
}
