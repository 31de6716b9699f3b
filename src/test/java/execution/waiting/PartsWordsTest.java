package execution.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.ExecutionKey;
import execution.model.Lane;
import execution.model.Samples;
import execution.parts.PartBlock;
import execution.parts.PartCounts;
import execution.parts.PartitionJob;
import execution.parts.PartitionJob.Phase;
import execution.store.Lanes;
import execution.store.Slots;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PartsWordsTest {

    private static final Instant NOW = Samples.CREATED.plusSeconds(60);
    private static final ExecutionKey KEY = Samples.pending().key();

    private static PartitionJob job(Phase phase, PartCounts counts, int maxInFlight, int slots) {
        return new PartitionJob(
                KEY,
                3,
                1,
                phase,
                counts.total(),
                4,
                0,
                null,
                0,
                PartCounts.NONE,
                1,
                counts,
                maxInFlight,
                0,
                0,
                slots,
                0.0,
                null,
                false,
                null,
                null,
                NOW);
    }

    private static Lanes.State lane(int inUse, int limit) {
        return new Lanes.State(new Lane("demo", "worker"), new Slots(inUse, limit, null, 0), 10, 0);
    }

    private static Lanes.Holder holder(String execution, int slots) {
        return new Lanes.Holder(new ExecutionKey("demo", "event", execution), slots);
    }

    private static PartCounts counts(long waiting, long sent, long running) {
        return new PartCounts(waiting, sent, running, 100 - waiting - sent - running, 0, 0);
    }

    @Test
    void shouldSayThatTheJobItselfLetsNoMorePartsGoOut() {
        assertThat(PartsWords.of(job(Phase.RUNNING, counts(92, 3, 5), 8, 20), lane(20, 50), List.of(), List.of(), NOW))
                .containsExactly(
                        "92 parts wait, because 8 are in flight and the job lets no more be so at the same time.");
    }

    @Test
    void shouldSayWhoHasTheSlotsOfTheTenant() {
        List<Lanes.Holder> holders = Stream.concat(
                        Stream.of(new Lanes.Holder(KEY, 2), holder("many", 40)),
                        IntStream.range(0, 6).mapToObj(number -> holder("one-" + number, 1)))
                .toList();

        assertThat(PartsWords.of(job(Phase.RUNNING, counts(98, 0, 2), 100, 2), lane(48, 48), holders, List.of(), NOW))
                .startsWith(
                        "98 parts wait for a slot: all 48 of demo for worker are in use, and this job holds 2 of them.",
                        "Execution many holds 40 slots.",
                        "Execution one-0 holds 1 slot.")
                .endsWith("2 executions more hold 2 slots.")
                .hasSize(7);
        assertThat(PartsWords.of(job(Phase.RUNNING, counts(1, 0, 0), 100, 0), lane(0, 0), List.of(), List.of(), NOW))
                .containsExactly("1 part waits, because the limit of demo for worker is 0.");
    }

    @Test
    void shouldSayThatNoWorkerHasClaimedWhatIsInTheQueue() {
        PartBlock sent = PartBlock.waiting(0, 0, 25)
                .sent(List.of(0, 1, 2), NOW.minusSeconds(45))
                .sent(List.of(3), NOW.minusSeconds(5));

        assertThat(PartsWords.of(
                        job(Phase.RUNNING, counts(0, 4, 0), 100, 4), lane(4, 50), List.of(), List.of(sent), NOW))
                .containsExactly("4 parts are in the queue of the fleet as 2 messages. No worker has claimed the oldest"
                        + " one for 45 seconds. Look whether workers run, and whether all are busy.");
    }

    @Test
    void shouldSayNothingWhereAllPartsAreWithWorkers() {
        PartBlock claimed = PartBlock.waiting(0, 0, 25)
                .sent(List.of(0), NOW.minusSeconds(45))
                .claim(0, "worker-1", NOW.minusSeconds(40), Duration.ofSeconds(60), 3)
                .block();

        assertThat(PartsWords.of(
                        job(Phase.RUNNING, counts(0, 0, 1), 100, 1), lane(1, 50), List.of(), List.of(claimed), NOW))
                .isEmpty();
        assertThat(PartsWords.of(job(Phase.ENDED, counts(0, 0, 0), 100, 0), lane(0, 50), List.of(), List.of(), NOW))
                .isEmpty();
    }

    @Test
    void shouldSayWhatTheJobDoesBeforeAndAfterItsPartsRun() {
        assertThat(PartsWords.of(job(Phase.SPLITTING, counts(100, 0, 0), 8, 0), lane(0, 50), List.of(), List.of(), NOW))
                .containsExactly("Its input is being divided into parts: 100 so far.");
        assertThat(PartsWords.of(job(Phase.STOPPING, counts(0, 0, 3), 8, 3), lane(3, 50), List.of(), List.of(), NOW))
                .containsExactly("It is being stopped. 3 parts are still with workers, which end them.");
        assertThat(PartsWords.of(job(Phase.AGGREGATING, counts(0, 0, 0), 8, 0), lane(0, 50), List.of(), List.of(), NOW))
                .containsExactly("All parts have ended, and their values are being put together.");
    }
}
