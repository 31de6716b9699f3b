package execution.store.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.model.HandClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import software.amazon.awssdk.core.exception.SdkException;

@ExtendWith(OutputCaptureExtension.class)
class TableStreamTest {

    private static final int THREADS = 8;

    private final ScriptedStream scripted = new ScriptedStream();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final List<String> records = Collections.synchronizedList(new ArrayList<>());
    private final HandClock clock = new HandClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final TableStream stream = new TableStream(scripted.table(), scripted, "executions", threads, clock);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private void read() throws InterruptedException {
        int before = records.size();
        int count = stream.read(change -> records.add(change.eventID()));
        assertThat(count).isEqualTo(records.size() - before);
    }

    @Test
    void shouldReadWhatComesAfterTheFirstLook() throws Exception {
        scripted.open("closed")
                .put("closed", "of hours ago")
                .close("closed")
                .open("a", "closed")
                .put("a", "of before");
        read();
        scripted.put("a", "1", "2");

        read();
        read();

        assertThat(records).containsExactly("1", "2");
        assertThat(scripted.readings("closed")).isZero();
    }

    @Test
    void shouldReadAShardOnAtOnceWhileItHasRecords() throws Exception {
        scripted.open("a");
        read();
        String[] many = IntStream.range(0, 2_500).mapToObj(Integer::toString).toArray(String[]::new);
        scripted.put("a", many);

        read();

        assertThat(records).containsExactly(many);
    }

    @Test
    void shouldLeaveWhatComesMeanwhileToTheNextReading() throws Exception {
        scripted.open("a");
        read();
        int before = scripted.readings("a");
        scripted.writtenAt(clock.instant());
        scripted.onRead(() -> scripted.put("a", "new"));

        read();
        read();

        assertThat(records).containsExactly("new", "new");
        assertThat(scripted.readings("a")).isEqualTo(before + 2);
    }

    @Test
    void shouldReadOnAtOnceWhileItIsBehindHoweverSmallThePagesAre() throws Exception {
        scripted.open("a");
        read();
        int before = scripted.readings("a");
        scripted.writtenAt(clock.instant().minusSeconds(10));
        scripted.onRead(() -> scripted.put("a", "of before"));

        read();

        assertThat(records).hasSize(10);
        assertThat(scripted.readings("a")).isEqualTo(before + 10);
    }

    @Test
    void shouldFollowAClosedShardToItsChildrenAtOnceWhileAnotherShardLives() throws Exception {
        scripted.open("a").open("b");
        read();
        scripted.put("a", "1")
                .close("a")
                .open("a1", "a")
                .put("a1", "2")
                .open("a2", "a")
                .put("a2", "3");

        read();
        scripted.put("b", "4").put("a2", "5");
        read();

        assertThat(records).containsExactlyInAnyOrder("1", "2", "3", "4", "5");
    }

    @Test
    void shouldFollowShardsOverGenerationsThatClosedMeanwhile() throws Exception {
        scripted.open("a").open("other");
        read();
        scripted.put("a", "1").close("a");
        for (int generation = 1; generation < 10; generation++) {
            String shard = "a" + generation;
            scripted.open(shard, generation == 1 ? "a" : "a" + (generation - 1)).list(shard, true);
            scripted.put(shard, "of " + shard);
            if (generation < 9) {
                scripted.close(shard);
            }
        }

        read();

        assertThat(records).hasSize(10).doesNotHaveDuplicates().contains("1", "of a1", "of a9");
    }

    @Test
    void shouldFindAShardThatNobodyPointsToByDescribingFromTimeToTime() throws Exception {
        scripted.open("a");
        read();
        scripted.open("new").put("new", "1");

        read();
        assertThat(records).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        read();

        assertThat(records).containsExactly("1");
    }

    @Test
    void shouldLookAgainWithPausesForChildrenThatAreNotListedYet() throws Exception {
        scripted.open("a").open("other");
        read();
        scripted.close("a").open("child", "a").put("child", "1").list("child", false);
        read();
        int descriptions = scripted.descriptions();

        IntStream.range(0, 100).forEach(i -> readQuietly());
        assertThat(scripted.descriptions()).as("without a pause").isEqualTo(descriptions);
        for (int i = 0; i < 1_000; i++) {
            clock.advance(Duration.ofSeconds(1));
            read();
        }
        assertThat(scripted.descriptions() - descriptions).as("in 1000 s").isLessThan(60);
        scripted.list("child", true);
        clock.advance(Duration.ofMinutes(1));
        read();

        assertThat(records).containsExactly("1");
    }

    private void readQuietly() {
        try {
            read();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldFindTheShardsOfAllPages() throws Exception {
        IntStream.range(0, 2_600).forEach(i -> scripted.open("shard" + i));
        read();
        assertThat(scripted.descriptions()).isEqualTo(26);
        IntStream.range(0, 2_600).forEach(i -> scripted.put("shard" + i, "of " + i));
        scripted.close("shard7").open("child", "shard7").put("child", "of child");

        read();

        assertThat(records).hasSize(2_601).doesNotHaveDuplicates().contains("of 0", "of 2599", "of child");
    }

    @Test
    void shouldReadManyShardsAtTheSameTime() throws Exception {
        IntStream.range(0, THREADS).forEach(i -> scripted.open("shard" + i));
        CyclicBarrier all = new CyclicBarrier(THREADS);
        scripted.onRead(() -> {
            try {
                all.await(3, TimeUnit.MINUTES);
            } catch (Exception e) {
                throw new IllegalStateException("the shards are read one after the other", e);
            }
        });

        read();

        assertThat(all.isBroken()).isFalse();
        assertThat(IntStream.range(0, THREADS).map(i -> scripted.readings("shard" + i)))
                .containsOnly(1);
    }

    @Test
    void shouldGoOnAfterTheLastRecordWhenTheIteratorExpired() throws Exception {
        scripted.open("a");
        read();
        scripted.put("a", "1");
        read();
        scripted.put("a", "2").expireIterators();

        read();

        assertThat(records).containsExactly("1", "2");
    }

    @Test
    void shouldGoOnAsAtTheBeginWhenTheIteratorExpiredBeforeAnyRecord() throws Exception {
        scripted.open("a").put("a", "of before").open("b");
        read();
        scripted.close("b").open("child", "b");
        read();
        scripted.expireIterators();
        scripted.put("child", "1");

        read();
        scripted.put("a", "2");
        read();

        assertThat(records).containsExactly("1", "2");
    }

    @Test
    void shouldGoOnWithTheOldestRecordWhenItsNextOnesWereTrimmed() throws Exception {
        scripted.open("a");
        read();
        scripted.put("a", "1");
        read();
        scripted.put("a", "2", "3", "4").trim("a", 3);

        read();

        assertThat(records).containsExactly("1", "4");
    }

    @Test
    void shouldGoOnWithTheOldestRecordAfterADayAway() throws Exception {
        scripted.open("a");
        read();
        scripted.put("a", "1");
        read();
        scripted.put("a", "2", "3", "4").trim("a", 3).expireIterators();

        read();

        assertThat(records).containsExactly("1", "4");
    }

    @Test
    void shouldGoOnWithTheOthersWhenAShardIsGone() throws Exception {
        scripted.open("a").open("b");
        read();
        scripted.lose("a").open("child", "a").put("child", "1").put("b", "2");

        read();

        assertThat(records).containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void shouldReadTheStreamThatTookThePlaceOfAnotherFromItsBegin() throws Exception {
        scripted.open("a");
        read();
        scripted.replace();
        scripted.open("a").put("a", "1");

        clock.advance(Duration.ofMinutes(1));
        read();

        assertThat(records).containsExactly("1");
    }

    @Test
    void shouldReadTheOthersWhileAShardFailsAndSayItOnce(CapturedOutput output) throws Exception {
        scripted.open("a").open("b");
        read();
        scripted.fail("a", 8).put("a", "late").put("b", "1");
        int readings = scripted.readings("a");

        IntStream.range(0, 100).forEach(i -> readQuietly());
        assertThat(records).containsExactly("1");
        assertThat(scripted.readings("a") - readings).as("without a pause").isEqualTo(1);
        for (int i = 0; i < 10; i++) {
            clock.advance(Duration.ofSeconds(30));
            read();
        }

        assertThat(records).containsExactly("1", "late");
        assertThat(output.getOut().lines().filter(line -> line.contains("Reading a part of the stream")))
                .hasSize(2)
                .anyMatch(line -> line.contains("shard a cannot be read"))
                .anyMatch(line -> line.contains("works again"));
    }

    @Test
    void shouldReadOnWhileTheStreamCannotBeDescribed(CapturedOutput output) throws Exception {
        scripted.open("a").open("b");
        read();
        scripted.describable(false);
        scripted.put("a", "1").close("a").open("child", "a").put("child", "3");

        for (int i = 0; i < 10; i++) {
            read();
            clock.advance(Duration.ofMinutes(1));
        }
        scripted.put("b", "2").describable(true);
        read();

        assertThat(records).containsExactlyInAnyOrder("1", "2", "3");
        assertThat(output.getOut().lines().filter(line -> line.contains("Reading a part of the stream")))
                .hasSize(2);
    }

    @Test
    void shouldFailEachTimeWhileNothingCanBeReadAndThenGoOn() throws Exception {
        scripted.open("a").open("b");
        scripted.away(true);
        IntStream.range(0, 3).forEach(i -> assertThatThrownBy(() -> read()).isInstanceOf(SdkException.class));
        scripted.away(false);
        read();
        scripted.put("a", "1").put("b", "2").away(true);
        IntStream.range(0, 3).forEach(i -> assertThatThrownBy(() -> read()).isInstanceOf(SdkException.class));
        scripted.away(false);

        read();

        assertThat(records).containsExactlyInAnyOrder("1", "2");
    }
}
