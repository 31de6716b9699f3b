package wrapper.work.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import shared.part.ExchangeRequest.End;
import wrapper.work.exchange.HeldBundle.Batch;
import wrapper.work.exchange.HeldBundle.Ending;
import wrapper.work.part.Trial;

class HeldBundleTest {
    private static final long SECOND = 1_000_000_000;

    private final long now = System.nanoTime();
    private final AtomicInteger terminated = new AtomicInteger();
    private final AtomicInteger killed = new AtomicInteger();
    private final HeldBundle held = new HeldBundle("0.1", Map.of(1, 1), Duration.ofSeconds(60), now);

    private Trial running() {
        Trial trial = new Trial(Duration.ofHours(1), Duration.ofHours(1), Runnable::run);
        trial.watch(new Trial.Subject() {
            @Override
            public void terminate() {
                terminated.incrementAndGet();
            }

            @Override
            public void kill() {
                killed.incrementAndGet();
            }
        });
        return trial;
    }

    private static End end(int part) {
        return new End(part, 1, End.DONE, null, null, 0, 0);
    }

    @Test
    void shouldKillWhatRunsBeforeTheLeaseIsOver() {
        held.running(running());
        held.tick(now + 54 * SECOND);
        assertThat(held.ending()).isNull();

        held.tick(now + 55 * SECOND);

        assertThat(held.ending()).isEqualTo(Ending.LOST);
        assertThat(killed).hasValue(1);
    }

    @Test
    void shouldCountOnHalfOfALeaseAfterABeatBecauseNoMoreIsSure() {
        held.renewed(now + 50 * SECOND);
        held.tick(now + 74 * SECOND);
        assertThat(held.ending()).isNull();

        held.tick(now + 75 * SECOND);

        assertThat(held.ending()).isEqualTo(Ending.LOST);
    }

    @Test
    void shouldNotShortenALeaseByABeat() {
        held.renewed(now + SECOND);
        held.tick(now + 54 * SECOND);

        assertThat(held.ending()).isNull();
    }

    @Test
    void shouldAskWhatRunsToEndWhenTheJobIsStoppedAndKillItWhenTheLeaseIsLostMeanwhile() {
        held.running(running());
        held.end(Ending.STOPPED);
        assertThat(terminated).hasValue(1);
        assertThat(killed).hasValue(0);

        held.end(Ending.LOST);
        assertThat(killed).hasValue(1);
        assertThat(held.ending()).isEqualTo(Ending.STOPPED);
    }

    @Test
    void shouldEndPartThatBeginsAfterTheEnd() {
        held.end(Ending.TAKEN);
        Trial late = new Trial(Duration.ofHours(1), Duration.ofHours(1), Runnable::run);
        held.running(late);

        assertThat(late.isStopped()).isTrue();
    }

    @Test
    void shouldReportAfterASecondOrWhenThereIsEnough() {
        long before = System.nanoTime();
        held.add(end(1), 0);
        assertThat(held.isReportDue(before)).isFalse();
        assertThat(held.isReportDue(System.nanoTime() + SECOND)).isTrue();

        held.add(end(2), 160_000);
        assertThat(held.isReportDue(before)).isTrue();
    }

    @Test
    void shouldBoundAReportAndSendTheRestWithTheNext() {
        for (int part = 0; part < 20; part++) {
            held.add(end(part), 16_000);
        }
        Batch first = held.take();
        assertThat(first.ends()).hasSize(10);
        assertThat(held.take()).as("others are being sent").isNull();
        held.sent(List.of());

        assertThat(held.take().ends())
                .hasSize(10)
                .first()
                .extracting(sized -> sized.end().part())
                .isEqualTo(10);
        held.sent(List.of());
        assertThat(held.isAllAccepted()).isTrue();
    }

    @Test
    void shouldSendAgainWhatWasNotSentAndInTheSameOrder() {
        held.add(end(1), 0);
        Batch lost = held.take();
        held.add(end(2), 0);
        held.sent(lost.ends());

        assertThat(held.isAllAccepted()).isFalse();
        assertThat(held.take().ends()).extracting(sized -> sized.end().part()).containsExactly(1, 2);
    }
}
