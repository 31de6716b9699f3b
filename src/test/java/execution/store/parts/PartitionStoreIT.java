package execution.store.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Lane;
import execution.model.Samples;
import execution.model.Timestamps;
import execution.parts.PartBlock;
import execution.parts.PartBlock.Claim;
import execution.parts.PartCounts;
import execution.parts.PartEnd;
import execution.parts.PartState;
import execution.parts.PartitionJob;
import execution.store.SlotRecounts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class PartitionStoreIT {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00.123Z");

    private final PartsFixture one = PartsFixture.withSlots(10);
    private final PartsFixture other = PartsFixture.withSlots(10);
    private final PartitionStore store = one.store();

    private static PartEnd done(int part, String value) {
        return new PartEnd(part, 1, true, value, null, 0, 0.25);
    }

    private int inUse(PartitionJob job) {
        return one.rows().slotsInUse(PartsFixture.lane(job.key()));
    }

    /** Sends parts of the first block and takes slots for them. */
    private PartitionJob sent(PartitionJob job, int slots, List<Integer> parts) {
        PartBlock block = one.block(job.key(), 0).sent(parts, NOW);
        assertThat(store.dispatch(
                        job, PartsFixture.withSlots(job, slots), PartsFixture.lane(job.key()), List.of(block)))
                .isTrue();
        return store.job(job.key()).orElseThrow();
    }

    private PartBlock claimed(PartitionJob job, int seq, String worker) {
        return store.changeBlock(
                job.key(), 0, block -> block.claim(seq, worker, NOW, LEASE, 3).block());
    }

    @Test
    void shouldReadTheJobThatWasWritten() {
        PartitionJob job = one.job(3);
        PartitionJob ended = new PartitionJob(
                job.key(),
                1,
                2,
                PartitionJob.Phase.ENDED,
                30,
                2,
                7_000_000_000L,
                null,
                1,
                new PartCounts(1, 2, 3, 4, 5, 6),
                2,
                new PartCounts(6, 5, 4, 3, 2, 1),
                50,
                3,
                10,
                0,
                0.0123,
                "3 parts failed",
                true,
                "results/x",
                "[1]",
                job.updatedAt().plusSeconds(1));

        PartitionJob written = store.change(job.key(), current -> ended);

        assertThat(store.job(job.key())).contains(written);
        assertThat(JobItems.withVersion(written, 1)).isEqualTo(ended);
        assertThat(store.change(job.key(), current -> JobItems.withVersion(job, current.version()))
                        .result())
                .isNull();
        assertThat(store.job(job.key()).orElseThrow().result()).isNull();
    }

    @Test
    void shouldLeaveTheJobOfTheFirstWriterAsItIs() {
        PartitionJob first = one.job(3);

        PartitionJob second = other.store().create(PartsFixture.newJob(first.key(), 999));

        assertThat(second).isEqualTo(first);
        assertThat(store.job(one.parent().key())).isEmpty();
    }

    @Test
    void shouldKnowItsOwnWriteWhenTheAnswerIsLost() {
        one.faults().repeat("putItem");
        PartitionJob job = one.job(3);
        one.faults().loseAnswers("updateItem", 1);
        PartitionJob changed = store.change(
                job.key(), current -> JobItems.withVersion(PartsFixture.newJob(job.key(), 77), current.version()));
        one.faults().repeat("updateItem");
        PartBlock block = store.changeBlock(job.key(), 0, current -> current.sent(List.of(0), NOW));
        one.faults().loseAnswers("updateItem", 1);
        PartBlock again = store.changeBlock(job.key(), 0, current -> current.sent(List.of(1), NOW));

        assertThat(changed.total()).isEqualTo(77);
        assertThat(block.version()).isEqualTo(2);
        assertThat(again.version()).isEqualTo(3);
        assertThat(one.block(job.key(), 0)).isEqualTo(again);
    }

    @Test
    void shouldSayThatAWriteIsUnclearWhenTheTableIsAway() {
        PartitionJob job = one.job(3);
        one.faults().loseRequests("updateItem", 1);

        assertThatThrownBy(() -> store.changeBlock(job.key(), 0, block -> block.sent(List.of(0), NOW)))
                .isInstanceOf(SdkException.class);
        assertThat(one.block(job.key(), 0).waitingParts()).hasSize(3);
    }

    @Test
    void shouldLeaveABlockThatIsThereAsItIs() {
        PartitionJob job = one.job(60);
        PartBlock changed = store.changeBlock(job.key(), 1, block -> block.sent(List.of(25, 49), NOW));

        other.store().putBlocks(job.key(), List.of(PartBlock.waiting(1, 0, 25), PartBlock.waiting(2, 0, 10)));

        assertThat(store.blocks(job.key(), 0, 3)).extracting(PartBlock::size).containsExactly(25, 25, 10);
        assertThat(store.blocks(job.key(), 1, 2)).containsExactly(changed);
        assertThat(store.blocks(job.key(), 2, 2)).isEmpty();
    }

    @Test
    void shouldWriteNothingWhenNothingChanges() {
        PartitionJob job = one.job(3);
        double before = one.writes();

        store.changeBlock(job.key(), 0, block -> block);
        store.change(job.key(), current -> current);

        assertThat(one.writes()).isEqualTo(before);
    }

    @Test
    void shouldMakeAllChangesOfABlockThatComeAtOnceInFewWrites() throws Exception {
        PartitionJob job = one.job(25);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(25);
        ExecutorService workers = Executors.newFixedThreadPool(26);
        double before = one.singleWrites();
        try {
            Future<?> first = workers.submit(() -> store.changeBlock(job.key(), 0, block -> {
                begun.countDown();
                awaitUninterruptibly(waiting);
                return block.sent(List.of(24), NOW);
            }));
            awaitUninterruptibly(begun);
            List<Future<PartBlock>> others = IntStream.range(0, 24)
                    .mapToObj(part -> workers.submit(() -> {
                        waiting.countDown();
                        return store.changeBlock(job.key(), 0, block -> block.sent(List.of(part), NOW));
                    }))
                    .toList();
            waiting.countDown();
            first.get();
            for (Future<PartBlock> change : others) {
                change.get();
            }
        } finally {
            workers.shutdownNow();
        }

        assertThat(one.block(job.key(), 0).bundles()).hasSize(25);
        assertThat(one.singleWrites() - before).isBetween(2.0, 8.0);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldLetTheOthersChangeABlockWhenOneOfThemThrows() {
        PartitionJob job = one.job(3);

        assertThatThrownBy(() -> store.changeBlock(job.key(), 0, block -> block.sent(List.of(7), NOW)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(store.changeBlock(job.key(), 0, block -> block.sent(List.of(1), NOW))
                        .counts()
                        .sent())
                .isEqualTo(1);
    }

    @Test
    void shouldApplyAChangeToTheNewerBlockWhenAnotherInstanceWasFaster() {
        PartitionJob job = one.job(3);
        one.faults().afterNext("getItem", () -> other.store()
                .changeBlock(job.key(), 0, block -> block.sent(List.of(0), NOW)));

        PartBlock after = store.changeBlock(job.key(), 0, block -> block.sent(List.of(1), NOW));

        assertThat(after.states()).isEqualTo("ssw");
        assertThat(after.version()).isEqualTo(3);
    }

    @Test
    void shouldReadNoBlockThatThisInstanceHasJustWritten() {
        PartitionJob job = one.job(50);
        sent(job, 0, List.of(0));
        store.changeBlock(job.key(), 1, block -> block.sent(List.of(25), NOW));
        int reads = one.faults().calls("getItem");

        store.changeBlock(job.key(), 0, block -> block.sent(List.of(1), NOW));
        store.changeBlock(job.key(), 1, block -> block.sent(List.of(26), NOW));

        assertThat(one.faults().calls("getItem")).isEqualTo(reads);
        assertThat(one.block(job.key(), 0).bundles()).hasSize(2);
        assertThat(one.block(job.key(), 1).bundles()).hasSize(2);
    }

    @Test
    void shouldChangeTheNewestBlockAndReadAgainWhenAnotherInstanceHasWrittenSince() {
        PartitionJob job = one.job(3);
        store.changeBlock(job.key(), 0, block -> block.sent(List.of(0), NOW));
        other.store().changeBlock(job.key(), 0, block -> block.sent(List.of(1), NOW));
        double before = one.writes();

        assertThat(store.changeBlock(job.key(), 0, block -> block.sent(List.of(2), NOW))
                        .states())
                .isEqualTo("sss");
        assertThat(one.writes() - before).as("one in vain").isEqualTo(2);
        int reads = one.faults().calls("getItem");
        claimed(job, 0, "w");
        assertThat(one.faults().calls("getItem") - reads).isEqualTo(1);
    }

    @Test
    void shouldDecideByTheNewestBlockWhereTheBlockThatItHasWrittenWouldNotChange() {
        PartitionJob job = one.job(3);
        store.changeBlock(job.key(), 0, block -> block.sent(List.of(0), NOW));
        other.store().changeBlock(job.key(), 0, block -> block.sent(List.of(1), NOW));

        assertThat(claimed(job, 1, "w").isHeldBy(1, "w")).isTrue();
    }

    @Test
    void shouldDecideByTheNewestBlockWhereTheBlockThatItHasWrittenCannotBeChanged() {
        PartitionJob job = one.job(3);
        store.changeBlock(job.key(), 0, block -> block.sent(List.of(0), NOW));
        other.store()
                .changeBlock(job.key(), 0, block -> block.withdrawn(List.of(0)).sent(List.of(1), NOW));

        assertThat(store.changeBlock(job.key(), 0, block -> block.sent(List.of(0), NOW))
                        .states())
                .isEqualTo("ssw");
    }

    @Test
    void shouldMoveValuesOutOfABlockThatHasAKilobyteOfThem() {
        PartitionJob job = sent(one.job(25), 1, IntStream.range(0, 25).boxed().toList());
        claimed(job, 0, "w");

        for (int part = 24; part >= 0; part--) {
            PartEnd end = done(part, "\"" + "x".repeat(100 + part) + "\"");
            store.changeBlock(job.key(), 0, block -> block.ended(0, "w", List.of(end), 2));
        }

        PartBlock block = one.block(job.key(), 0);
        assertThat(block.counts().done()).isEqualTo(25);
        assertThat(PartsFixture.values(job.key(), 0)).hasSizeBetween(2, 4);
        assertThat(BlockItemsTest.bytes(PartsFixture.item(job.key(), 0))).isLessThan(1_500);
        assertThat(store.ends(job.key(), block))
                .isEqualTo(IntStream.range(0, 25)
                        .mapToObj(part -> done(part, "\"" + "x".repeat(100 + part) + "\""))
                        .toList());
    }

    @Test
    void shouldKeepTheLargestValuesOfAWholeBlock() {
        PartitionJob job = sent(one.job(25), 1, IntStream.range(0, 25).boxed().toList());
        claimed(job, 0, "w");
        List<PartEnd> ends = IntStream.range(0, 25)
                .mapToObj(part -> done(part, "\"" + "é".repeat(8_190) + "\""))
                .toList();

        store.changeBlock(job.key(), 0, block -> block.ended(0, "w", ends, 2));

        assertThat(store.ends(job.key(), one.block(job.key(), 0))).isEqualTo(ends);
    }

    @Test
    void shouldNotCountAMovedValueOfATryThatTheBlockDidNotTake() {
        PartitionJob job = sent(one.job(2), 1, List.of(0, 1));
        claimed(job, 0, "w");
        String large = "\"" + "x".repeat(2_000) + "\"";
        one.faults().loseRequests("updateItem", 1);
        assertThatThrownBy(() -> store.changeBlock(
                        job.key(), 0, block -> block.ended(0, "w", List.of(done(0, large), done(1, large)), 2)))
                .isInstanceOf(SdkException.class);
        assertThat(PartsFixture.values(job.key(), 0)).hasSize(1);

        store.changeBlock(job.key(), 0, block -> block.claim(0, "v", NOW.plus(LEASE), LEASE, 3)
                .block());
        PartEnd second = new PartEnd(0, 2, true, large.replace('x', 'y'), null, 0, 1);
        PartBlock after = store.changeBlock(job.key(), 0, block -> block.ended(0, "v", List.of(second), 2));

        assertThat(store.ends(job.key(), after)).containsExactly(second);
    }

    @Test
    void shouldKeepTheEndsOfAnotherJobsParts() {
        PartitionJob job = one.job(2);
        PartBlock copied =
                new PartBlock(1, 0, 0, "dwf", List.of(1, 0, 2), List.of(0, 0, 0), List.of(), 1, Map.of(), 0.5);
        store.putBlocks(job.key(), List.of(copied));
        PartEnd failed = new PartEnd(27, 2, false, null, "no luck", 3, 0.5);

        store.keepEnds(job.key(), 1, List.of(done(25, "1"), done(26, "2"), failed));

        assertThat(store.ends(job.key(), one.block(job.key(), 1))).containsExactly(done(25, "1"), failed);
    }

    @Test
    void shouldSendPartsAndTakeSlotsInOneTransaction() {
        PartitionJob job = sent(one.job(3), 4, List.of(0, 1));

        assertThat(job.version()).isEqualTo(2);
        assertThat(job.slots()).isEqualTo(4);
        assertThat(one.block(job.key(), 0).counts().sent()).isEqualTo(2);
        assertThat(inUse(job)).isEqualTo(4);
        assertThat(one.recounts().recount(PartsFixture.lane(job.key()))).isEqualTo(SlotRecounts.Result.RIGHT);
    }

    @Test
    void shouldSendNothingWhenTheJobOrABlockHasChanged() {
        PartitionJob old = one.job(3);
        PartBlock before = one.block(old.key(), 0);
        PartitionJob job = sent(old, 1, List.of(0));
        Lane lane = PartsFixture.lane(job.key());

        assertThat(store.dispatch(old, old, lane, List.of())).isFalse();
        assertThat(store.dispatch(job, PartsFixture.withSlots(job, 2), lane, List.of(before.sent(List.of(1), NOW))))
                .isFalse();

        assertThat(store.job(job.key())).contains(job);
        assertThat(one.block(job.key(), 0).counts().sent()).isEqualTo(1);
        assertThat(inUse(job)).isEqualTo(1);
    }

    @Test
    void shouldTakeNoSlotsBeyondTheLimit() {
        PartitionJob job = one.job(3);
        Lane lane = PartsFixture.lane(job.key());
        one.rows().limitSlots(lane, 3);

        assertThat(store.dispatch(job, PartsFixture.withSlots(job, 4), lane, List.of()))
                .isFalse();
        assertThat(store.room(lane)).isEqualTo(new PartitionStore.LaneRoom(3, 3, 0, false));
        PartitionJob full = sent(job, 3, List.of(0));
        one.rows().limitSlots(lane, 1);

        assertThat(store.room(lane)).isEqualTo(new PartitionStore.LaneRoom(0, 1, 1, false));
        assertThat(store.dispatch(full, PartsFixture.withSlots(full, 1), lane, List.of()))
                .isTrue();
        assertThat(inUse(job)).isEqualTo(1);
    }

    @Test
    void shouldGiveAllSlotsBack() {
        PartitionJob job = sent(one.job(3), 4, List.of(0));

        assertThat(store.dispatch(job, PartsFixture.withSlots(job, 0), PartsFixture.lane(job.key()), List.of()))
                .isTrue();

        assertThat(inUse(job)).isZero();
        assertThat(store.room(PartsFixture.lane(job.key())).jobs()).isZero();
        assertThat(one.recounts().recount(PartsFixture.lane(job.key()))).isEqualTo(SlotRecounts.Result.RIGHT);
    }

    @Test
    void shouldSayThatExecutionsOfTheLaneWait() {
        PartitionJob job = one.job(3);
        Lane ecs = new Lane(job.key().tenantId(), "ecs");
        one.rows().created(job.key().tenantId());

        assertThat(store.room(ecs).others()).isTrue();
        assertThat(store.room(PartsFixture.lane(job.key())).others()).isFalse();
    }

    @Test
    void shouldNotMoveSlotsWithAChange() {
        PartitionJob job = one.job(3);

        assertThatThrownBy(() -> store.change(job.key(), current -> PartsFixture.withSlots(current, 2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldKnowItsDispatchWhenTheAnswerIsLost(boolean repeated) {
        PartitionJob job = one.job(3);
        if (repeated) {
            one.faults().repeat("transactWriteItems");
        } else {
            one.faults().loseAnswers("transactWriteItems", 1);
        }

        PartitionJob after = sent(job, 2, List.of(0, 2));

        assertThat(after.version()).isEqualTo(2);
        assertThat(inUse(job)).isEqualTo(2);
        assertThat(one.block(job.key(), 0).states()).isEqualTo("sws");
    }

    @Test
    void shouldSayThatADispatchIsUnclearWhenTheTableIsAway() {
        PartitionJob job = one.job(3);
        one.faults().loseRequests("transactWriteItems", 1);

        assertThatThrownBy(() -> sent(job, 2, List.of(0))).isInstanceOf(SdkException.class);
        assertThat(sent(job, 2, List.of(0)).slots()).isEqualTo(2);
    }

    @Test
    void shouldFreeTheSlotsOfAJobWhoseExecutionHasEnded() {
        PartitionJob job = sent(one.job(3), 4, List.of(0));
        Execution parent = one.rows().store().find(job.key()).orElseThrow();
        Lane lane = PartsFixture.lane(job.key());
        one.rows()
                .store()
                .update(
                        parent,
                        row -> row.end(ExecutionStatus.FAILED, null, "ended", Timestamps.now(Clock.systemUTC())));

        assertThat(one.recounts().recount(lane)).isEqualTo(SlotRecounts.Result.CORRECTED);

        assertThat(inUse(job)).isZero();
        assertThat(store.dispatch(job, PartsFixture.withSlots(job, 0), lane, List.of()))
                .isTrue();
        assertThat(inUse(job)).isZero();
        assertThat(store.job(job.key()).orElseThrow().slots()).isZero();
        assertThat(one.recounts().recount(lane)).isEqualTo(SlotRecounts.Result.RIGHT);
    }

    @Test
    void shouldCountTheSlotsOfJobsAndExecutionsOfALaneTogether() {
        PartitionJob job = one.job(3);
        Lane ecs = new Lane(job.key().tenantId(), "ecs");
        assertThat(store.dispatch(job, PartsFixture.withSlots(job, 3), ecs, List.of()))
                .isTrue();
        one.rows()
                .store()
                .allocate(
                        one.rows().created(job.key().tenantId()),
                        Samples.launch(),
                        "instance",
                        Timestamps.now(Clock.systemUTC()));
        one.rows().setInUse(ecs, 9);

        assertThat(one.recounts().recount(ecs)).isEqualTo(SlotRecounts.Result.CORRECTED);

        assertThat(one.rows().slotsInUse(ecs)).isEqualTo(4);
        assertThat(store.room(ecs).jobs()).isEqualTo(1);
    }

    @Test
    void shouldLetAllItemsOfAJobExpire() {
        PartitionJob job = one.job(60);
        store.keepEnds(job.key(), 1, List.of(done(25, "1")));
        Instant when = Instant.parse("2027-01-01T00:00:00Z");
        double before = one.writes();

        store.expire(job.key(), when);
        store.expire(job.key(), when);

        assertThat(one.writes() - before).isEqualTo(5);
        PartBlock late = store.changeBlock(job.key(), 0, block -> block.sent(List.of(0), NOW));
        assertThat(late.state(0)).isEqualTo(PartState.SENT);
        assertThat(PartsFixture.item(job.key(), 0).get("expires_at"))
                .isEqualTo(AttributeValue.fromN(Long.toString(when.getEpochSecond())));
    }

    @Test
    void shouldSayThatAJobHasNoSuchBlock() {
        ExecutionKey key = one.job(3).key();

        assertThatThrownBy(() -> store.changeBlock(key, 5, block -> block)).isInstanceOf(NoSuchBlockException.class);
    }

    @Test
    void shouldGiveABundleToOneOfManyWorkersThatClaimItAtOnceInTwoInstances() throws Exception {
        PartitionJob job = sent(one.job(25), 1, IntStream.range(0, 25).boxed().toList());
        ExecutorService workers = Executors.newFixedThreadPool(16);
        try {
            List<Future<Boolean>> claims = IntStream.range(0, 16)
                    .mapToObj(i -> workers.submit(() -> {
                        Claim[] answer = new Claim[1];
                        (i % 2 == 0 ? store : other.store()).changeBlock(job.key(), 0, block -> {
                            PartBlock.Claimed claimed = block.claim(0, "w" + i, NOW, LEASE, 3);
                            answer[0] = claimed.answer();
                            return claimed.block();
                        });
                        return answer[0] instanceof Claim.Granted;
                    }))
                    .toList();
            int granted = 0;
            for (Future<Boolean> claim : claims) {
                granted += claim.get() ? 1 : 0;
            }

            assertThat(granted).isEqualTo(1);
        } finally {
            workers.shutdownNow();
        }
        assertThat(one.block(job.key(), 0).tries()).containsOnly(1);
    }
}
