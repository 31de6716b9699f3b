package execution.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import execution.model.UnusableMessageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;

class TimedWorkTest {

    private static final int MOST_LEFT = 4;

    private final List<Object> liveness = Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean released = new AtomicBoolean();
    private final TimedWork work = new TimedWork(
            ResultsSettings.of(Map.of("most-time", "1s")),
            event -> liveness.add(((AvailabilityChangeEvent<?>) event).getState()));

    @AfterEach
    void release() {
        released.set(true);
    }

    /** As a regular expression does that finds no end. */
    private Object hang() {
        while (!released.get()) {
            Thread.onSpinWait();
        }
        return null;
    }

    @Test
    void shouldGiveWhatTheWorkGivesAndThrowWhatItThrows() throws Exception {
        assertThat(work.run("work", () -> "done")).isEqualTo("done");
        assertThatThrownBy(() -> work.run("work", () -> {
                    throw new IOException("broken");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("broken");
    }

    @Test
    void shouldEndWorkThatTakesTooLong() {
        CountDownLatch interrupted = new CountDownLatch(1);

        assertThatThrownBy(() -> work.run("the reading of scan.txt", () -> {
                    try {
                        return new CountDownLatch(1).await(1, TimeUnit.HOURS);
                    } finally {
                        interrupted.countDown();
                    }
                }))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessage("the reading of scan.txt takes longer than 1 s");
        await().until(() -> interrupted.getCount() == 0);
    }

    @Test
    void shouldGoOnWithoutWorkThatDoesNotEndAndSayWhenOnlyARestartHelps() throws Exception {
        IntStream.range(1, MOST_LEFT).parallel().forEach(i -> assertThatThrownBy(() -> work.run("work", this::hang))
                .isInstanceOf(UnusableMessageException.class));
        assertThat(work.run("work", () -> "done")).isEqualTo("done");

        assertThat(liveness).isEmpty();
        assertThatThrownBy(() -> work.run("work", this::hang)).isInstanceOf(UnusableMessageException.class);

        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(this::workThatIsDone);
        await().until(() -> liveness.contains(LivenessState.BROKEN));
        assertThat(waiting).isNotDone();

        released.set(true);

        assertThat(waiting.get(1, TimeUnit.MINUTES)).isEqualTo("done");
        assertThat(liveness).containsExactly(LivenessState.BROKEN, LivenessState.CORRECT);
    }

    private String workThatIsDone() {
        try {
            return work.run("work", () -> "done");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
