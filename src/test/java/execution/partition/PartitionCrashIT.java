package execution.partition;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.parts.PartCounts;
import execution.parts.PartitionJob.Phase;
import execution.runner.TaskState;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs whose instance is killed at any of its calls, and jobs that two instances move on at the same time. */
class PartitionCrashIT {

    private static final int PARTS = 30;
    private static final int MOST_IN_FLIGHT = 12;

    private final PartitionFixture killed = PartitionFixture.withSlots(1_000);
    private final PartitionFixture other = killed.another(1_000);

    @AfterEach
    void close() {
        killed.close();
        other.close();
    }

    @Test
    void shouldGoOnElsewhereWhereverTheInstanceIsKilled() {
        killed.bucket.put("tenant/in.jsonl", "{\"n\":1}\n".repeat(PARTS));
        boolean wasKilled = true;
        int deaths = 0;
        for (int call = 1; wasKilled; call += 1 + call / 8) {
            wasKilled = runs(call, call % 2 == 0);
            deaths += wasKilled ? 1 : 0;
        }
        assertThat(deaths).as("the job takes many calls").isGreaterThan(10);
    }

    /** @return whether the instance was killed before the job was over */
    private boolean runs(int call, boolean afterEffect) {
        Execution allocated =
                killed.allocated(PartitionFixture.plan(null, "tenant/in.jsonl", MOST_IN_FLIGHT, 0, 0, false, 2));
        ExecutionKey key = allocated.key();
        killed.death().at(call, afterEffect);
        Set<String> ran = new HashSet<>();
        try {
            killed.begun(allocated);
            while (killed.job(key).phase().compareTo(Phase.AGGREGATING) < 0) {
                killed.turns(key);
                work(key, ran);
            }
            killed.end(key);
        } catch (Death.DeadException e) {
            // The launch is repeated as long as its answer is not known.
            other.begun(allocated);
        }
        if (killed.death().isDead()) {
            assertThat(other.end(key, () -> {
                                work(key, ran);
                                other.clock.advance(Duration.ofMinutes(3));
                            })
                            .end()
                            .exitCode())
                    .isZero();
        }
        assertThat(ran).as("call %s", call).hasSize(PARTS);
        assertThat(other.job(key).counts()).isEqualTo(new PartCounts(0, 0, 0, PARTS, 0, 0));
        assertThat(other.job(key).resultKey()).isEqualTo("key");
        assertThat(other.slotsInUse(key)).isZero();
        return killed.death().isDead();
    }

    private void work(ExecutionKey key, Set<String> ran) {
        assertThat(other.states(key)
                        .chars()
                        .filter(state -> state == 's' || state == 'r')
                        .count())
                .isLessThanOrEqualTo(MOST_IN_FLIGHT);
        other.fleet.work(other, (part, attempt) -> {
            assertThat(attempt).isEqualTo(1);
            assertThat(ran.add("part " + part)).isTrue();
            return FakeFleet.done(part, attempt);
        });
    }

    @Test
    void shouldTellTheEndElsewhereWhenTheInstanceIsKilledBefore() {
        ExecutionKey key = killed.begun(PartitionFixture.counted(2));
        killed.turns(key);
        killed.fleet.work(killed, FakeFleet::done);
        killed.end(key);

        // Nobody has told the execution. The sweep asks another instance.
        String reference = other.executions.find(key).orElseThrow().attemptId();
        List<TaskState> states = other.bean(PartitionTasks.class).describe(List.of(reference, "nobody's"));

        assertThat(states).singleElement().satisfies(state -> {
            assertThat(state.isStopped()).isTrue();
            assertThat(state.end().exitCode()).isZero();
        });
    }

    @Test
    void shouldSplitTheSameWhoeverGoesOn() {
        StringBuilder lines = new StringBuilder();
        IntStream.range(0, 25_010)
                .forEach(line -> lines.append("{\"line\":").append(line).append("}\n"));
        killed.bucket.put("tenant/long.jsonl", lines.toString());
        ExecutionKey key = killed.begun(PartitionFixture.plan(null, "tenant/long.jsonl", 40, 0, 0, false, 2));
        killed.turn(key);
        int half = killed.job(key).blocks();
        // The blocks are written, and the job is not.
        killed.death().at(6, false);
        try {
            killed.turn(key);
        } catch (Death.DeadException e) {
            assertThat(other.job(key).blocks()).isEqualTo(half);
        }

        other.turns(key);

        assertThat(other.job(key).total()).isEqualTo(25_010);
        assertThat(other.job(key).blocks()).isEqualTo(1_001);
        assertThat(other.fleet.messages())
                .flatExtracting(message -> message.parts())
                .hasSize(40)
                .allSatisfy(part ->
                        assertThat(part.arguments().get("line").intValue()).isEqualTo(part.part()));
    }

    @Test
    void shouldStayWithinTheLimitsWhenTwoInstancesTakeTurnsAtOnce() throws Exception {
        int parts = 400;
        ExecutionKey key = killed.begun(PartitionFixture.plan(parts, null, MOST_IN_FLIGHT, 0, 0, false, 2));
        Set<Integer> ran = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> turns = List.of(
                    threads.submit(() -> turnsUntilEnd(killed, key)),
                    threads.submit(() -> turnsUntilEnd(killed, key)),
                    threads.submit(() -> turnsUntilEnd(other, key)));
            while (other.job(key).phase().compareTo(Phase.AGGREGATING) < 0) {
                // A sum over several blocks that are read one after the other can only be too low for what was sent.
                assertThat(other.slotsInUse(key)).isLessThanOrEqualTo(MOST_IN_FLIGHT);
                other.fleet.work(other, (part, attempt) -> {
                    assertThat(ran.add(part)).isTrue();
                    return FakeFleet.done(part, attempt);
                });
                other.clock.advance(Duration.ofMillis(100));
                killed.clock.advance(Duration.ofMillis(100));
            }
            for (Future<?> turn : turns) {
                turn.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(ran).hasSize(parts);
        assertThat(other.job(key).succeeded()).isTrue();
        assertThat(other.slotsInUse(key)).isZero();
    }

    private static void turnsUntilEnd(PartitionFixture instance, ExecutionKey key) {
        while (instance.job(key).phase() != Phase.ENDED) {
            instance.turn(key).messages().stream()
                    .filter(AggregationCall.class::isInstance)
                    .forEach(call -> instance.bean(PartitionEnds.class)
                            .aggregated(new Aggregate("key", null), (AggregationCall) call));
        }
    }
}
