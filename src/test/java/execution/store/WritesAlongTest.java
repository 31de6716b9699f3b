package execution.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import execution.model.Execution;
import execution.model.Samples;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WritesAlongTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final WritesAlong along = new WritesAlong();
    private final AtomicInteger alone = new AtomicInteger();
    private final Execution execution = Samples.running(1);

    @AfterEach
    void stop() {
        along.stop();
    }

    @Test
    void shouldBeDoneOnlyOnceItIsWrittenAlongWithAnother() {
        CompletableFuture<Void> done = add(LONG);

        List<WritesAlong.Waiting> waiting = along.of(execution.key());
        assertThat(waiting).hasSize(1);
        assertThat(done).isNotDone();
        along.written(execution.key(), waiting);

        assertThat(done).isCompleted();
        assertThat(along.of(execution.key())).isEmpty();
        assertThat(alone).hasValue(0);
    }

    @Test
    void shouldBeWrittenAloneWhenNoOtherWriteComesBy() {
        CompletableFuture<Void> done = add(Duration.ofMillis(1));

        await().until(done::isDone);

        assertThat(alone).hasValue(1);
        assertThat(along.of(execution.key())).isEmpty();
    }

    @Test
    void shouldSayThatItsOwnWriteFailed() {
        CompletableFuture<Void> done = along.add(execution.key(), row -> row, Duration.ofMillis(1), () -> {
            throw new IllegalStateException("the table is away");
        });

        await().until(done::isDone);

        assertThat(done).isCompletedExceptionally();
        assertThat(along.of(execution.key())).isEmpty();
    }

    @Test
    void shouldKeepWhatCameWhileAnotherWasWritten() {
        CompletableFuture<Void> first = add(LONG);
        List<WritesAlong.Waiting> written = along.of(execution.key());
        CompletableFuture<Void> second = add(LONG);

        along.written(execution.key(), written);

        assertThat(first).isCompleted();
        assertThat(second).isNotDone();
        assertThat(along.of(execution.key())).hasSize(1);
    }

    @Test
    void shouldWriteWhatWaitsWhenItStops() {
        CompletableFuture<Void> done = add(LONG);

        along.stop();

        assertThat(done).isCompleted();
        assertThat(alone).hasValue(1);
    }

    @Test
    void shouldWriteAtOnceWhatComesOnceItHasStopped() {
        along.stop();

        assertThat(add(LONG)).isCompleted();

        assertThat(alone).hasValue(1);
    }

    private CompletableFuture<Void> add(Duration patience) {
        return along.add(execution.key(), row -> row, patience, alone::incrementAndGet);
    }
}
