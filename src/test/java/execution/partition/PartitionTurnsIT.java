package execution.partition;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.Lane;
import execution.model.PartitionPlan;
import execution.parts.PartCounts;
import execution.parts.PartitionJob;
import execution.parts.PartitionJob.Phase;
import execution.runner.EndCause;
import execution.runner.TaskPhase;
import execution.runner.TaskState;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shared.part.PartsMessage;

/** Jobs that are moved on turn by turn, on a real table. Workers, queue and bucket do what each test says. */
class PartitionTurnsIT {

    private PartitionFixture one = PartitionFixture.withSlots(1_000);

    @AfterEach
    void close() {
        one.close();
    }

    @Test
    void shouldRunEachPartOnceAndTellTheEnd() {
        ExecutionKey key = one.begun(PartitionFixture.counted(60));

        assertThat(one.turns(key)).singleElement().isInstanceOfSatisfying(TaskState.class, state -> assertThat(
                        state.phase())
                .isEqualTo(TaskPhase.STARTED));
        assertThat(one.slotsInUse(key)).isEqualTo(60);
        Set<Integer> ran = new HashSet<>();
        one.fleet.work(one, (part, attempt) -> {
            assertThat(ran.add(part)).isTrue();
            return FakeFleet.done(part, attempt);
        });
        TaskState end = one.end(key);

        assertThat(ran).hasSize(60);
        assertThat(end.end().exitCode()).isZero();
        assertThat(one.slotsInUse(key)).isZero();
        PartitionJob job = one.job(key);
        assertThat(job.counts()).isEqualTo(new PartCounts(0, 0, 0, 60, 0, 0));
        assertThat(job.resultKey()).isEqualTo("key");
        assertThat(job.outcome()).isEqualTo("60 parts are done");
    }

    @Test
    void shouldSendWhatAWorkerNeeds() {
        one.bucket.put("tenant/in.jsonl", "{\"n\":1}\n{\"n\":2}\r\n{\"text\":\"äöü\"}");
        ExecutionKey key = one.begun(PartitionFixture.plan(null, "tenant/in.jsonl", 10, 0, 0, false, 2));

        one.turns(key);

        List<PartsMessage> messages = one.fleet.messages();
        assertThat(messages)
                .flatExtracting(PartsMessage::parts)
                .extracting(part -> part.arguments().toString())
                .containsExactly("{\"n\":1}", "{\"n\":2}", "{\"text\":\"äöü\"}");
        PartsMessage message = messages.get(0);
        Execution row = one.executions.find(key).orElseThrow();
        assertThat(message.task()).isEqualTo(row.job().jobName());
        assertThat(message.token()).isEqualTo(PartitionFixture.TOKEN);
        assertThat(message.total()).isEqualTo(3);
        assertThat(message.timeoutSeconds()).isEqualTo(600);
        assertThat(message.callbackUrl())
                .isEqualTo("http://service:8080/executions/" + key.jitEventId() + "/" + key.executionId());
        assertThat(message.environment()).containsEntry("EXECUTION_ATTEMPT", "1");
        assertThat(message.environment().toString()).doesNotContain(PartitionFixture.TOKEN);
    }

    @Test
    void shouldNeverHaveMoreInFlightThanMayBe() {
        ExecutionKey key = one.begun(PartitionFixture.plan(200, null, 30, 0, 0, false, 2));

        one.turns(key);
        assertThat(inFlight(key)).isEqualTo(30);
        one.bean(PartitionLimits.class).change(key, 10, null, null);
        one.turns(key);
        one.fleet.takeAll().stream().limit(3).forEach(message -> FakeFleet.work(one, message, "w", FakeFleet::done));
        one.turns(key);
        assertThat(inFlight(key)).isLessThan(30).isGreaterThanOrEqualTo(10);
        assertThat(one.fleet.messages())
                .as("nothing is sent beyond the lower limit")
                .isEmpty();

        one.bean(PartitionLimits.class).change(key, 50, null, null);
        one.turns(key);
        assertThat(inFlight(key)).isEqualTo(50);
    }

    @Test
    void shouldUseNoMoreSlotsThanTheTenantHas() {
        one.close();
        one = PartitionFixture.withSlots(8);
        ExecutionKey key = one.begun(PartitionFixture.counted(40));

        one.turns(key);

        assertThat(inFlight(key)).isEqualTo(8);
        assertThat(one.slotsInUse(key)).isEqualTo(8);
        while (one.job(key).phase() == Phase.RUNNING) {
            one.fleet.work(one, FakeFleet::done);
            one.turns(key);
            assertThat(inFlight(key)).isLessThanOrEqualTo(8);
        }
        assertThat(one.slotsInUse(key)).isZero();
    }

    @Test
    void shouldShareTheSlotsOfALaneWithAJobThatComesLater() {
        one.close();
        one = PartitionFixture.withSlots(8);
        ExecutionKey first = one.begun(PartitionFixture.counted(100));
        one.turns(first);
        ExecutionKey second = one.begun(one.allocated(first.tenantId(), PartitionFixture.counted(100)));
        one.turns(second);
        assertThat(inFlight(second)).isZero();

        // The first job gives slots back as its parts end, and takes none beyond its share again.
        for (int round = 0; round < 20 && one.job(second).slots() < 3; round++) {
            one.fleet.work(one, FakeFleet::done);
            one.clock.advance(Duration.ofSeconds(2));
            one.turns(first);
            one.turns(second);
            assertThat(one.slotsInUse(first)).isLessThanOrEqualTo(8);
        }

        assertThat(one.job(first).slots()).isBetween(3, 5);
        assertThat(one.job(second).slots()).isBetween(3, 5);
    }

    @Test
    void shouldSendAPartAgainWhoseTryFailed() {
        ExecutionKey key = one.begun(PartitionFixture.counted(3));
        one.turns(key);
        one.fleet.work(
                one, (part, attempt) -> part == 1 ? FakeFleet.failed(part, attempt) : FakeFleet.done(part, attempt));

        one.turns(key);

        assertThat(one.fleet.messages())
                .flatExtracting(PartsMessage::parts)
                .extracting(PartsMessage.Part::part)
                .containsExactly(1);
        one.fleet.work(one, FakeFleet::done);
        assertThat(one.end(key).end().exitCode()).isZero();
    }

    @Test
    void shouldFailWhenMorePartsFailThanAreTolerated() {
        ExecutionKey key = one.begun(PartitionFixture.plan(1_000, null, 1_000, 2, 0, false, 1));

        TaskState end = endWithFailures(key, 3);

        assertThat(end.end().exitCode()).isEqualTo(1);
        assertThat(end.end().cause()).isEqualTo(EndCause.JOB);
        assertThat(end.end().reason()).isEqualTo("3 of 1,000 parts failed, 2 are tolerated");
        assertThat(one.job(key).counts().done()).as("all parts have run").isEqualTo(997);
    }

    @Test
    void shouldTolerateTheLargerOfNumberAndShare() {
        ExecutionKey key = one.begun(PartitionFixture.plan(100, null, 1_000, 1, 5, false, 1));

        TaskState end = endWithFailures(key, 5);

        assertThat(end.end().exitCode()).isZero();
        assertThat(one.job(key).outcome()).isEqualTo("5 of 100 parts failed, 5 are tolerated");
    }

    @Test
    void shouldCountTheToleranceThatIsInForceAtTheEnd() {
        ExecutionKey key = one.begun(PartitionFixture.plan(10, null, 1_000, 0, 0, false, 1));
        one.turns(key);
        one.bean(PartitionLimits.class).change(key, null, null, 20);

        assertThat(endWithFailures(key, 2).end().exitCode()).isZero();
    }

    private TaskState endWithFailures(ExecutionKey key, int failures) {
        while (one.job(key).phase().compareTo(Phase.AGGREGATING) < 0) {
            one.turns(key);
            // A part has two tries in the script of the worker.
            one.fleet.work(
                    one,
                    (part, attempt) ->
                            part < failures ? FakeFleet.failed(part, attempt) : FakeFleet.done(part, attempt));
        }
        return one.end(key);
    }

    @Test
    void shouldRunNoFurtherPartAfterAFailureThatIsNotTolerated() {
        ExecutionKey key = one.begun(PartitionFixture.plan(500, null, 20, 0, 0, true, 1));
        one.turns(key);
        List<PartsMessage> taken = one.fleet.takeAll();
        Map<Integer, Integer> running = FakeFleet.claim(one, taken.get(1), "slow");
        failForGood(key, taken.get(0));

        one.turns(key);
        assertThat(one.job(key).phase()).isEqualTo(Phase.STOPPING);
        assertThat(one.job(key).counts().running()).as("what runs goes on").isEqualTo(running.size());
        assertThat(one.fleet.messages()).isEmpty();
        FakeFleet.report(
                one,
                taken.get(1),
                "slow",
                running.entrySet().stream()
                        .map(part -> FakeFleet.done(part.getKey(), part.getValue()))
                        .toList());

        TaskState end = one.end(key);
        assertThat(end.end().exitCode()).isEqualTo(1);
        assertThat(end.end().reason()).matches("\\d+ of 500 parts failed, 0 are tolerated; \\d+ were not run");
        assertThat(one.slotsInUse(key)).isZero();
    }

    private void failForGood(ExecutionKey key, PartsMessage first) {
        FakeFleet.work(one, first, "w", FakeFleet::failed);
        one.turns(key);
        one.fleet.takeAll().forEach(again -> FakeFleet.work(one, again, "w", FakeFleet::failed));
    }

    @Test
    void shouldCancelWhatWaitsAtOnceAndEndWhenNothingRuns() {
        ExecutionKey key = one.begun(PartitionFixture.plan(1_000, null, 20, 0, 0, false, 2));
        one.turns(key);
        List<PartsMessage> taken = one.fleet.takeAll();
        FakeFleet.claim(one, taken.get(0), "slow");

        one.cancel(key);
        one.turns(key);

        PartCounts counts = one.job(key).counts();
        assertThat(counts.waiting() + counts.sent()).isZero();
        assertThat(counts.running()).isPositive();
        assertThat(FakeFleet.claim(one, taken.get(1), "late")).isEmpty();
        assertThat(one.turns(key)).isEmpty();

        // The worker is silent until its lease is over.
        one.clock.advance(PartitionFixture.PROPERTIES.lease().plusSeconds(3));
        TaskState end = one.end(key);
        assertThat(end.end().cause()).isEqualTo(EndCause.REQUESTED);
        assertThat(one.job(key).counts()).isEqualTo(new PartCounts(0, 0, 0, 0, 0, 1_000));
        assertThat(one.slotsInUse(key)).isZero();
    }

    @Test
    void shouldStopAJobThatIsStillBeingSplit() {
        ExecutionKey key = one.begun(PartitionFixture.counted(100_000));
        one.turn(key);
        assertThat(one.job(key).phase()).isEqualTo(Phase.SPLITTING);

        one.cancel(key);

        assertThat(one.end(key).end().cause()).isEqualTo(EndCause.REQUESTED);
        assertThat(one.fleet.messages()).isEmpty();
    }

    @Test
    void shouldSendAgainWhatTheQueueDidNotTake() {
        ExecutionKey key = one.begun(PartitionFixture.counted(60));
        one.turn(key);
        one.fleet.refuseNext(7);

        one.turn(key);
        one.turns(key);

        assertThat(one.fleet.messages())
                .flatExtracting(PartsMessage::parts)
                .extracting(PartsMessage.Part::part)
                .as("each part is in one message")
                .hasSize(60)
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldSendAgainWhenTheQueueIsAway() {
        ExecutionKey key = one.begun(PartitionFixture.counted(30));
        one.turn(key);
        one.fleet.failNext(100);
        one.turn(key);
        assertThat(one.fleet.messages()).isEmpty();
        assertThat(inFlight(key)).isZero();

        one.fleet.failNext(0);
        one.turns(key);

        assertThat(one.fleet.messages()).flatExtracting(PartsMessage::parts).hasSize(30);
    }

    @Test
    void shouldSendLostMessagesAgain() {
        ExecutionKey key = one.begun(PartitionFixture.counted(30));
        one.turns(key);
        one.fleet.loseMessages();

        one.turns(key);
        assertThat(one.fleet.messages()).as("it is too early").isEmpty();
        one.clock.advance(PartitionFixture.PROPERTIES.unclaimedFor().plusSeconds(1));
        one.turns(key);

        assertThat(one.fleet.messages()).flatExtracting(PartsMessage::parts).hasSize(30);
        one.fleet.work(one, FakeFleet::done);
        assertThat(one.end(key).end().exitCode()).isZero();
    }

    @Test
    void shouldLeaveMessagesAloneThatWaitInALongQueue() {
        ExecutionKey key = one.begun(PartitionFixture.counted(30));
        one.turns(key);
        List<PartsMessage> sent = one.fleet.messages();

        one.clock.advance(PartitionFixture.PROPERTIES.unclaimedFor().multipliedBy(20));
        one.turns(key);

        assertThat(one.fleet.messages()).isEqualTo(sent);
    }

    @Test
    void shouldGiveThePartsOfALostWorkerToAnotherOne() {
        ExecutionKey key = one.begun(PartitionFixture.counted(5));
        one.turns(key);
        one.fleet.takeAll().forEach(message -> assertThat(FakeFleet.claim(one, message, "lost"))
                .isNotEmpty());

        one.clock.advance(PartitionFixture.PROPERTIES.lease().plusSeconds(3));
        one.turns(key);

        one.fleet.work(one, (part, attempt) -> {
            assertThat(attempt).isEqualTo(2);
            return FakeFleet.done(part, attempt);
        });
        assertThat(one.end(key).end().exitCode()).isZero();
    }

    @Test
    void shouldGiveUpAPartThatEndsItsWorkers() {
        ExecutionKey key = one.begun(PartitionFixture.counted(2));
        for (int loss = 0; loss < 3; loss++) {
            one.turns(key);
            for (PartsMessage message : one.fleet.takeAll()) {
                if (message.parts().get(0).part() == 0) {
                    FakeFleet.claim(one, message, "lost-" + loss);
                } else {
                    FakeFleet.work(one, message, "w", FakeFleet::done);
                }
            }
            one.clock.advance(PartitionFixture.PROPERTIES.lease().plusSeconds(3));
        }

        TaskState end = one.end(key);

        assertThat(end.end().reason()).isEqualTo("1 of 2 parts failed, 0 are tolerated");
        assertThat(one.states(key)).isEqualTo("fd");
    }

    @Test
    void shouldSendFewLargeBundlesOnceThePartsAreKnownToBeShort() {
        ExecutionKey key = one.begun(PartitionFixture.plan(300, null, 50, 0, 0, false, 2));
        one.turns(key);
        assertThat(one.fleet.messages()).hasSizeGreaterThan(20);
        one.fleet.work(one, FakeFleet::done);

        one.turns(key);

        assertThat(one.fleet.messages()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void shouldSendTheRestOfALargeJobOnlyOnceItIsKnownHowLongPartsTake() {
        ExecutionKey key = one.begun(PartitionFixture.plan(900, null, 500, 0, 0, false, 2));
        one.turns(key);
        assertThat(inFlight(key)).isEqualTo(64);
        one.turns(key);
        assertThat(inFlight(key)).isEqualTo(64);

        one.clock.advance(Duration.ofSeconds(3));
        one.turns(key);

        assertThat(inFlight(key)).as("long parts need not end for that").isEqualTo(500);
    }

    @Test
    void shouldEndAJobWithoutParts() {
        one.bucket.put("tenant/empty.jsonl", "");
        ExecutionKey key = one.begun(PartitionFixture.plan(null, "tenant/empty.jsonl", 10, 0, 0, false, 2));

        assertThat(one.end(key).end().exitCode()).isZero();
        assertThat(one.job(key).outcome()).isEqualTo("0 parts are done");
    }

    @Test
    void shouldFailWhenTheInputIsGoneBeforeItsPartsAreSent() {
        one.bucket.put("tenant/in.jsonl", "{\"n\":1}\n".repeat(100));
        ExecutionKey key = one.begun(PartitionFixture.plan(null, "tenant/in.jsonl", 10, 0, 0, false, 2));
        one.turn(key);
        one.bucket.remove("tenant/in.jsonl");

        assertThat(one.end(key).end().reason()).isEqualTo("the input object does not exist");
    }

    @Test
    void shouldFailAndMixNoTwoVersionsOfAnInputThatChangesMeanwhile() {
        one.bucket.put("tenant/in.jsonl", "{\"n\":1}\n".repeat(100));
        ExecutionKey key = one.begun(PartitionFixture.plan(null, "tenant/in.jsonl", 10, 0, 0, false, 2));
        one.turn(key);
        one.turns(key);
        one.fleet.work(one, FakeFleet::done);
        // Each line is as long as before, so only the tag tells the versions apart.
        one.bucket.put("tenant/in.jsonl", "{\"n\":2}\n".repeat(100));

        TaskState end = one.end(key, () -> one.fleet.work(one, FakeFleet::done));

        assertThat(end.end().reason()).isEqualTo("the input object has changed since the job began");
        assertThat(one.job(key).counts().done()).isPositive().isLessThan(100);
    }

    @Test
    void shouldEndWithTheReasonOfAnAggregatorThatRefuses() {
        ExecutionKey key = one.begun(PartitionFixture.counted(1));
        one.turns(key);
        one.fleet.work(one, FakeFleet::done);
        AggregationCall call = one.turns(key).stream()
                .filter(AggregationCall.class::isInstance)
                .map(AggregationCall.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(call.ends().get())
                .toIterable()
                .extracting(end -> end.value())
                .containsExactly("0");

        one.bean(PartitionEnds.class).refused(call, new AggregationRefusedException("part 0 is no number"));

        TaskState end = one.end(key);
        assertThat(end.end().exitCode()).isEqualTo(1);
        assertThat(end.end().reason()).isEqualTo("part 0 is no number");
    }

    @Test
    void shouldFreeTheLaneOfAJobWhoseExecutionIsGone() {
        ExecutionKey key = one.begun(PartitionFixture.counted(5));
        one.turns(key);
        one.parts.rows().delete(key);
        one.clock.advance(Duration.ofMinutes(1));

        List<Object> messages = one.turns(key);

        assertThat(messages).containsExactly(new Lane(key.tenantId(), PartitionPlan.FLEET));
        assertThat(one.slotsInUse(key)).isZero();
    }

    private long inFlight(ExecutionKey key) {
        return one.states(key)
                .chars()
                .filter(state -> state == 's' || state == 'r')
                .count();
    }
}
