package execution.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlocksAtOnceTest {

    private final BlocksAtOnce atOnce = new BlocksAtOnce();
    private final AtomicInteger run = new AtomicInteger();

    @AfterEach
    void close() {
        atOnce.close();
    }

    @Test
    void shouldRunTasksAtTheSameTime() {
        CountDownLatch all = new CountDownLatch(4);

        atOnce.run(Collections.nCopies(4, () -> {
            all.countDown();
            try {
                if (all.await(5, TimeUnit.MINUTES)) {
                    run.incrementAndGet();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));

        assertThat(run).hasValue(4);
    }

    @Test
    void shouldRunMoreTasksThanThereAreThreads() {
        atOnce.run(Collections.nCopies(100, run::incrementAndGet));

        assertThat(run).hasValue(100);
    }

    @Test
    void shouldRunTheOthersAndSayWhatFailedWhenATaskFails() {
        Runnable bad = () -> {
            throw new IllegalStateException("no table");
        };

        assertThatThrownBy(() -> atOnce.run(List.of(bad, run::incrementAndGet, bad, run::incrementAndGet)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no table");
        assertThat(run).hasValue(2);
    }
}
