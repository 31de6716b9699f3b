package execution.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.model.ExecutionKey;
import execution.model.PartitionPlan;
import execution.parts.PartEnd;
import execution.parts.PartitionJob;
import execution.parts.PartitionJob.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs whose parts failed, and jobs that repair these, on a real table. */
class RepairIT {

    private static final String INPUT = "tenant/in.jsonl";
    private static final int PARTS = 130;

    private final PartitionFixture one = PartitionFixture.withSlots(1_000);

    @AfterEach
    void close() {
        one.close();
    }

    private void input() {
        one.bucket.put(
                INPUT,
                IntStream.range(0, PARTS).mapToObj(n -> "{\"n\":" + n + "}").collect(Collectors.joining("\n")));
    }

    private static PartitionPlan plan(Integer count, String object, String repairOf) {
        PartitionPlan plan = PartitionFixture.plan(count, object, 1_000, 0, 0, false, 1);
        return new PartitionPlan(
                plan.runner(),
                plan.count(),
                plan.object(),
                plan.bucket(),
                plan.maxInFlight(),
                plan.toleratedFailures(),
                plan.toleratedPercent(),
                plan.failFast(),
                plan.attempts(),
                plan.timeoutSeconds(),
                plan.aggregator(),
                repairOf);
    }

    private ExecutionKey repair(ExecutionKey of, PartitionPlan plan) {
        ExecutionKey key = new ExecutionKey(
                of.tenantId(), of.jitEventId(), UUID.randomUUID().toString().replace("-", ""));
        return one.begun(one.allocated(key, plan));
    }

    /** Some values are small and stay in their block, others are moved out of it. */
    private static PartEnd done(int part, int attempt) {
        String value = "\"" + part + (part % 3 == 0 ? "x".repeat(900) : "") + "\"";
        return new PartEnd(part, attempt, true, value, null, 0, 0.5);
    }

    private static PartEnd everySeventhFails(int part, int attempt) {
        return part % 7 == 0 ? FakeFleet.failed(part, attempt) : done(part, attempt);
    }

    /** Moves a job on to its end with workers that do as they are told, and gives the lines of its values. */
    private List<String> lines(ExecutionKey key, BiFunction<Integer, Integer, PartEnd> worker) {
        List<String> lines = new ArrayList<>();
        for (int round = 0; one.job(key).phase() != Phase.ENDED && round < 50; round++) {
            for (Object message : one.turns(key)) {
                if (message instanceof AggregationCall call) {
                    Aggregators.lines(call).forEachRemaining(lines::add);
                    one.bean(PartitionEnds.class).aggregated(Aggregate.NONE, call);
                }
            }
            one.fleet.work(one, worker);
        }
        return lines;
    }

    private static List<String> good() {
        return IntStream.range(0, PARTS).mapToObj(part -> done(part, 1).value()).toList();
    }

    @Test
    void shouldRunTheBadPartsAloneAndGiveTheSameAsIfAllHadBeenGoodAtFirst() {
        input();
        ExecutionKey bad = one.begun(plan(null, INPUT, null));
        assertThat(lines(bad, RepairIT::everySeventhFails)).isNotEqualTo(good()).hasSize(PARTS);
        assertThat(one.job(bad).succeeded()).isFalse();

        ExecutionKey repair = repair(bad, plan(null, INPUT, bad.executionId()));
        List<Integer> ran = new ArrayList<>();
        List<String> lines = lines(repair, (part, attempt) -> {
            ran.add(part);
            assertThat(attempt).as("a part that failed has all of its attempts").isEqualTo(1);
            return done(part, attempt);
        });

        assertThat(lines).isEqualTo(good());
        assertThat(ran).hasSize(19).allMatch(part -> part % 7 == 0);
        PartitionJob job = one.job(repair);
        assertThat(job.succeeded()).isTrue();
        assertThat(job.counts().done()).isEqualTo(PARTS);
        assertThat(one.slotsInUse(repair)).isZero();
        assertThat(one.job(bad).counts().failed())
                .as("the old job stays as it is")
                .isEqualTo(19);
    }

    @Test
    void shouldRepairARepair() {
        ExecutionKey bad = one.begun(plan(PARTS, null, null));
        lines(bad, RepairIT::everySeventhFails);
        ExecutionKey again = repair(bad, plan(PARTS, null, bad.executionId()));
        lines(again, (part, attempt) -> part % 2 == 0 ? FakeFleet.failed(part, attempt) : done(part, attempt));

        ExecutionKey third = repair(bad, plan(PARTS, null, again.executionId()));

        assertThat(lines(third, RepairIT::done)).isEqualTo(good());
    }

    @Test
    void shouldRepairNothingFromAnotherVersionOfTheInput() {
        input();
        ExecutionKey bad = one.begun(plan(null, INPUT, null));
        lines(bad, RepairIT::everySeventhFails);
        one.bucket.put(INPUT, "{\"n\":\"another\"}\n".repeat(PARTS));

        ExecutionKey repair = repair(bad, plan(null, INPUT, bad.executionId()));
        lines(repair, RepairIT::done);

        assertThat(one.job(repair).succeeded()).isFalse();
        assertThat(one.job(repair).outcome()).isEqualTo("the input object has changed since the job began");
    }

    @Test
    void shouldRunWhatWasCancelled() {
        ExecutionKey bad = one.begun(plan(PARTS, null, null));
        one.turns(bad);
        one.cancel(bad);
        lines(bad, RepairIT::done);
        assertThat(one.job(bad).counts().cancelled()).isPositive();

        ExecutionKey repair = repair(bad, plan(PARTS, null, bad.executionId()));

        assertThat(lines(repair, RepairIT::done)).isEqualTo(good());
    }

    @Test
    void shouldGoOnWhereACrashLeftTheCopy() {
        input();
        ExecutionKey bad = one.begun(plan(null, INPUT, null));
        lines(bad, RepairIT::everySeventhFails);
        PartitionPlan plan = plan(null, INPUT, bad.executionId());
        ExecutionKey repair = repair(bad, plan);
        RepairedParts copies = one.bean(RepairedParts.class);

        // The first three blocks are copied, but the job is not written; then all of it is done again.
        copies.next(one.job(repair), plan, 3);

        assertThat(lines(repair, RepairIT::done)).isEqualTo(good());
        assertThat(one.job(repair).total()).isEqualTo(PARTS);
    }

    @Test
    void shouldSplitTheRestWhereTheJobWasStoppedBefore() {
        input();
        ExecutionKey bad = one.begun(plan(null, INPUT, null));
        PartitionJob first = one.job(bad);
        BlockSource.Split split = one.bean(InputLines.class).next(first, plan(null, INPUT, null), 2);
        one.parts.store().change(bad, job -> {
            JobDraft draft = new JobDraft(job);
            draft.blocks = split.blocks();
            draft.total = split.total();
            draft.splitOffset = split.splitOffset();
            return draft.job(one.clock);
        });
        one.cancel(bad);
        lines(bad, RepairIT::done);
        assertThat(one.job(bad).counts().cancelled()).isEqualTo(50);

        ExecutionKey repair = repair(bad, plan(null, INPUT, bad.executionId()));

        assertThat(lines(repair, RepairIT::done)).isEqualTo(good());
    }

    @Test
    void shouldRefuseWhatIsNotKnownAnyMore() {
        ExecutionKey bad = one.begun(plan(PARTS, null, null));
        lines(bad, RepairIT::everySeventhFails);
        RepairedParts copies = one.bean(RepairedParts.class);
        ExecutionKey repair = repair(bad, plan(PARTS, null, "0".repeat(32)));

        assertThatThrownBy(() -> copies.next(one.job(repair), plan(PARTS, null, "0".repeat(32)), 10))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("not known any more");
        lines(repair, RepairIT::done);
        assertThat(one.job(repair).outcome()).contains("not known any more");
    }
}
