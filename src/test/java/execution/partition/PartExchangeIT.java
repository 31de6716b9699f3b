package execution.partition;

import static execution.partition.Exchanges.done;
import static execution.partition.Exchanges.failed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.model.ExecutionKey;
import execution.partition.PartExchange.Exchanged;
import execution.parts.PartBlock;
import execution.parts.PartState;
import execution.parts.PartitionJob;
import execution.parts.PartitionJob.Phase;
import execution.store.parts.PartitionStore;
import execution.store.parts.PartsFixture;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shared.part.ExchangeAnswer;
import shared.part.ExchangeAnswer.ClaimAnswer;
import shared.part.ExchangeAnswer.Try;
import shared.part.ExchangeRequest;
import shared.part.ExchangeRequest.Claim;
import shared.part.ExchangeRequest.End;
import shared.part.ExchangeRequest.Report;
import software.amazon.awssdk.core.exception.SdkException;

class PartExchangeIT {

    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00.123456Z");
    private static final Duration LEASE = Duration.ofSeconds(60);

    private final PartsFixture fixture = PartsFixture.withSlots(10);
    private final PartsFixture other = PartsFixture.withSlots(10);
    private final PartitionStore store = fixture.store();

    private ExecutionKey key;
    private Exchanges workers;

    /** A job of 30 parts, of which the first three are sent together and the fourth alone. */
    @BeforeEach
    void job() {
        key = fixture.job(30).key();
        store.changeBlock(key, 0, block -> block.sent(List.of(0, 1, 2), NOW).sent(List.of(3), NOW));
        workers = at(NOW);
    }

    private Exchanges at(Instant now) {
        return new Exchanges(fixture, key, Clock.fixed(now, ZoneOffset.UTC), LEASE, 3);
    }

    private PartBlock block() {
        return fixture.block(key, 0);
    }

    @Test
    void shouldGiveABundleToTheWorkerThatAsksFirst() {
        assertThat(workers.claim("one", "0.0"))
                .isEqualTo(new ClaimAnswer(
                        "0.0", true, 60L, List.of(new Try(0, 1), new Try(1, 1), new Try(2, 1)), null, null));
        assertThat(workers.claim("two", "0.0"))
                .isEqualTo(new ClaimAnswer("0.0", false, null, null, ClaimAnswer.HELD, 60L));
        assertThat(at(NOW.plusSeconds(15)).claim("one", "0.0").leaseSeconds()).isEqualTo(45);
        assertThat(workers.claim("one", "0.7").reason()).isEqualTo(ClaimAnswer.GONE);
        assertThat(workers.claim("one", "39999.0").reason()).isEqualTo(ClaimAnswer.GONE);
    }

    @Test
    void shouldMakeAllThatARequestSaysOfABlockInOneWrite() {
        workers.claim("one", "0.0");
        double before = fixture.writes();

        ExchangeAnswer answer = at(NOW.plusSeconds(50))
                .send(new ExchangeRequest(
                        "one",
                        List.of(new Claim("0.1"), new Claim("0.9")),
                        List.of(new Report("0.0", List.of(done(0, 1, 7))), new Report("0.0", List.of(failed(2, 1)))),
                        List.of("0.0", "0.1")));

        assertThat(fixture.writes() - before).isEqualTo(1);
        assertThat(answer.claims()).extracting(ClaimAnswer::granted).containsExactly(true, false);
        assertThat(answer.reports())
                .extracting(ExchangeAnswer.ReportAnswer::accepted)
                .containsExactly(true, true);
        assertThat(answer.beats())
                .as("beats count before claims")
                .extracting(ExchangeAnswer.BeatAnswer::keep)
                .containsExactly(true, false);
        assertThat(block().states()).startsWith("drwrw");
        assertThat(block().bundle(0).orElseThrow().until()).isEqualTo(Instant.parse("2026-11-29T10:01:50.123Z"));
    }

    @Test
    void shouldLetPartsWaitAgainThatAWorkerGivesBackWhenItStops() {
        workers.claim("one", "0.0");
        End given = new End(1, 1, End.RETURNED, null, null, null, 0);

        assertThat(workers.report("one", "0.0", done(0, 1, "a"), given).accepted())
                .isTrue();
        assertThat(workers.report("one", "0.0", given).accepted())
                .as("once more")
                .isTrue();

        assertThat(block().states()).startsWith("dwr");
        assertThat(block().tries().subList(0, 3)).containsExactly(1, 0, 1);
    }

    @Test
    void shouldAnswerTheSameWhenARequestComesAgain() {
        workers.claim("one", "0.0");
        ExchangeRequest request = new ExchangeRequest(
                "one",
                List.of(new Claim("0.1")),
                List.of(new Report("0.0", List.of(done(0, 1, "a"), failed(1, 1), done(2, 1, null)))),
                null);
        Exchanged first = workers.send(1, request);
        double before = fixture.writes();

        Exchanged again = workers.send(1, request);

        assertThat(again.answer()).isEqualTo(first.answer());
        assertThat(first.mayGoOn()).isTrue();
        assertThat(again.mayGoOn()).isFalse();
        assertThat(fixture.writes()).isEqualTo(before);
    }

    @Test
    void shouldGiveTheSameAnswersWhenTheAnswerOfTheTableWasLost() {
        fixture.faults().loseAnswers("updateItem", 1);
        assertThat(workers.claim("one", "0.0").granted()).isTrue();
        fixture.faults().repeat("updateItem");
        assertThat(workers.report("one", "0.0", done(0, 1, 1)).accepted()).isTrue();
        fixture.faults().loseRequests("updateItem", 1);
        assertThatThrownBy(() -> workers.report("one", "0.0", done(1, 1, 2))).isInstanceOf(SdkException.class);
        assertThat(workers.report("one", "0.0", done(1, 1, 2)).accepted()).isTrue();

        assertThat(block().states()).startsWith("ddrsw");
        assertThat(block().tries().subList(0, 4)).containsExactly(1, 1, 1, 0);
    }

    @Test
    void shouldTakeNothingFromAWorkerThatLies() {
        workers.claim("one", "0.0");
        workers.claim("honest", "0.1");
        PartBlock before = block();

        assertThat(workers.report("liar", "0.0", done(0, 1, "lie")).accepted()).isFalse();
        assertThat(workers.report("one", "0.0", done(0, 2, "lie")).accepted()).isFalse();
        assertThat(workers.report("one", "0.0", done(3, 1, "lie")).accepted()).isFalse();
        assertThat(workers.report("one", "0.0", done(27, 1, "lie")).accepted()).isFalse();
        assertThat(workers.report("one", "0.0", done(999_999, 1, "lie")).accepted())
                .isFalse();
        assertThat(workers.report("one", "1.0", done(25, 1, "lie")).accepted()).isFalse();
        assertThat(workers.report("one", "39999.0", done(0, 1, "lie")).reason()).isEqualTo("there is no such bundle");
        assertThat(workers.beat("liar", "0.0")).isFalse();
        assertThat(workers.beat("one", "0.1")).isFalse();

        assertThat(block()).isEqualTo(before);
        assertThat(fixture.block(key, 1).version()).isEqualTo(1);
        assertThat(workers.report("one", "0.0", done(0, 1, "truth")).accepted()).isTrue();
        assertThat(workers.report("one", "0.0", done(0, 1, "another")).accepted())
                .as("it has ended, and its value stays")
                .isTrue();
        assertThat(store.ends(key, block()).get(0).value()).isEqualTo("\"truth\"");
    }

    @Test
    void shouldLetTheNextWorkerTakeOverWhenALeaseIsOverAndTakeNoLateReport() {
        workers.claim("one", "0.0");
        Exchanges late = new Exchanges(other, key, Clock.fixed(NOW.plus(LEASE), ZoneOffset.UTC), LEASE, 3);

        assertThat(late.claim("two", "0.0").parts()).containsExactly(new Try(0, 2), new Try(1, 2), new Try(2, 2));

        assertThat(late.beat("one", "0.0")).isFalse();
        assertThat(late.report("one", "0.0", done(0, 1, "late")).accepted()).isFalse();
        assertThat(late.report("two", "0.0", done(0, 2, "right")).accepted()).isTrue();
        assertThat(late.report("one", "0.0", done(0, 1, "late")).reason())
                .isEqualTo("part 0: try 1 is not under way with this worker");
        assertThat(store.ends(key, block()).get(0).value()).isEqualTo("\"right\"");
    }

    @Test
    void shouldTellWorkersToStopWhenTheJobIsBeingStopped() {
        workers.claim("one", "0.0");
        store.change(key, job -> inPhase(job, Phase.STOPPING));

        ExchangeAnswer answer = at(NOW.plusSeconds(2))
                .send(new ExchangeRequest(
                        "one",
                        List.of(new Claim("0.1")),
                        List.of(new Report("0.0", List.of(done(0, 1, 1)))),
                        List.of("0.0")));

        assertThat(answer.stopping()).isTrue();
        assertThat(answer.claims().get(0).reason()).isEqualTo(ClaimAnswer.STOPPING);
        assertThat(answer.beats().get(0).keep()).isFalse();
        assertThat(answer.reports().get(0).accepted()).isTrue();
        assertThat(block().state(0)).isEqualTo(PartState.DONE);
    }

    private static PartitionJob inPhase(PartitionJob job, Phase phase) {
        return new PartitionJob(
                job.key(),
                job.version(),
                job.attempt(),
                phase,
                job.total(),
                job.blocks(),
                job.splitOffset(),
                job.inputTag(),
                job.settledBlocks(),
                job.settled(),
                job.openedBlocks(),
                job.counts(),
                job.maxInFlight(),
                job.toleratedFailures(),
                job.toleratedPercent(),
                job.slots(),
                job.meanSeconds(),
                job.outcome(),
                job.succeeded(),
                job.resultKey(),
                job.result(),
                job.updatedAt());
    }

    @Test
    void shouldTakeNothingWithTheTokenOfAnotherAttempt() {
        ExchangeAnswer answer = workers.send(
                        2,
                        new ExchangeRequest(
                                "one",
                                List.of(new Claim("0.0")),
                                List.of(new Report("0.0", List.of(done(0, 1, 1)))),
                                List.of("0.0")))
                .answer();

        assertThat(answer.stopping()).isTrue();
        assertThat(answer.claims().get(0).granted()).isFalse();
        assertThat(answer.reports().get(0).accepted()).isFalse();
        assertThat(answer.beats().get(0).keep()).isFalse();
        assertThat(block().version()).isEqualTo(2);
    }

    @Test
    void shouldTakeTheLargestReportThatFitsIntoARequest() {
        store.changeBlock(key, 1, block -> block.sent(block.waitingParts(), NOW));
        workers.claim("one", "1.0");
        String large = "x".repeat(16_382);

        workers.send(Exchanges.report(
                "one",
                new Report(
                        "1.0",
                        IntStream.range(25, 30)
                                .mapToObj(part -> done(part, 1, large))
                                .toList())));

        assertThat(store.ends(key, fixture.block(key, 1)))
                .hasSize(5)
                .allMatch(end -> end.value().length() == 16_384);
    }
}
