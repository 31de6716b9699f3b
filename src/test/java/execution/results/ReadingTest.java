package execution.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import execution.model.UnusableMessageException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReadingTest {

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(3);
    private static final ParsedResults PARSED = new ParsedResults(true, Map.of());

    private final AtomicLong nanos = new AtomicLong();
    private final TimedWork time = new TimedWork(Duration.ofMinutes(10), event -> {}, nanos::get);

    private Reading read(Reading.Parsing parsing) throws InterruptedException {
        return Reading.begin("the reading", time, parsing);
    }

    private static DocumentsMessage message(int number) {
        return new DocumentsMessage("task", "parent", "time", Integer.toString(number), List.of());
    }

    private static List<String> bodies(Reading reading) {
        List<String> bodies = new ArrayList<>();
        reading.forEachRemaining(message -> bodies.add(message.body()));
        return bodies;
    }

    @Test
    void shouldGiveAllMessagesInTheirOrderAndThenWhatWasFound() throws Exception {
        Reading reading = read(messages -> {
            for (int number = 0; number < 10; number++) {
                messages.put(message(number));
            }
            return PARSED;
        });

        assertThat(bodies(reading)).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(reading.hasNext()).isFalse();
        assertThatThrownBy(reading::next).isInstanceOf(NoSuchElementException.class);
        assertThat(reading.parsed()).isSameAs(PARSED);
    }

    @Test
    void shouldGiveWhatWasPostedBeforeTheFailure() throws Exception {
        Reading reading = read(messages -> {
            messages.put(message(1));
            throw new IOException("broken");
        });

        assertThat(bodies(reading)).containsExactly("1");
        assertThatThrownBy(reading::parsed).isInstanceOf(IOException.class).hasMessage("broken");
    }

    @Test
    void shouldLetTheWorkWaitForWhoTakesItsMessages() throws Exception {
        AtomicInteger put = new AtomicInteger();
        Reading reading = read(messages -> {
            for (int number = 0; number < 100; number++) {
                messages.put(message(number));
                put.incrementAndGet();
            }
            return PARSED;
        });

        await().until(() -> put.get() == 4);
        reading.next();
        await().until(() -> put.get() == 5);
        assertThat(bodies(reading)).hasSize(99);
    }

    @Test
    void shouldNotCountTheTimeInWhichNobodyWaitsForTheWork() throws Exception {
        Reading reading = read(messages -> {
            messages.put(message(1));
            messages.put(message(2));
            return PARSED;
        });

        // The topic is away for longer than the work may take, before the first message and after it.
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(reading.next().body()).isEqualTo("1");
        nanos.addAndGet(Duration.ofHours(1).toNanos());

        assertThat(bodies(reading)).containsExactly("2");
        assertThat(reading.parsed()).isSameAs(PARSED);
    }

    @Test
    void shouldEndWorkThatTakesTooLong() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        TimedWork second = new TimedWork(Duration.ofSeconds(1), event -> {}, System::nanoTime);
        Reading reading = Reading.begin("the reading", second, messages -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
                return PARSED;
            } finally {
                interrupted.countDown();
            }
        });
        begun.await();

        assertThat(reading.hasNext()).isFalse();
        assertThat(reading.hasNext()).isFalse();
        assertThatThrownBy(reading::parsed)
                .isInstanceOf(UnusableMessageException.class)
                .hasMessage("the reading takes longer than 1 s");
        reading.leave();
        assertThat(interrupted.await(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    @Test
    void shouldEndWorkWhoseMessagesNobodyWantsAnyMore() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        Reading reading = read(messages -> {
            try {
                for (int number = 0; ; number++) {
                    messages.put(message(number));
                }
            } catch (IllegalStateException e) {
                ended.countDown();
                throw e;
            }
        });
        reading.next();

        reading.leave();

        assertThat(ended.await(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /** A thread that hangs for ever counts against the instance, and four of them end it. */
    @Test
    void shouldNotLetWorkHangThatSwallowsItsInterruptAndGoesOn() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        Reading reading = read(messages -> {
            for (int refused = 0; refused < 3; ) {
                try {
                    messages.put(message(1));
                } catch (IllegalStateException e) {
                    Thread.interrupted();
                    refused++;
                }
            }
            ended.countDown();
            return PARSED;
        });
        reading.next();

        reading.leave();

        assertThat(ended.await(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
}
