package execution.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExecutionTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123456Z");

    @Test
    void shouldAppendEveryStatusChangeToTheHistory() {
        Execution ended = Samples.pending()
                .allocate(Samples.launch(), "instance", NOW)
                .dispatched("arn", NOW)
                .running(NOW)
                .end(ExecutionStatus.FAILED, 3, "exit code 3", NOW);

        assertThat(ended.history().changes()).extracting(StatusChange::seq).containsExactly(1, 2, 3, 4, 5);
        assertThat(ended.history().changes())
                .extracting(StatusChange::status)
                .containsExactly(
                        ExecutionStatus.PENDING,
                        ExecutionStatus.ALLOCATED,
                        ExecutionStatus.DISPATCHED,
                        ExecutionStatus.RUNNING,
                        ExecutionStatus.FAILED);
        assertThat(ended.history().changes().get(4).previous()).isEqualTo(ExecutionStatus.RUNNING);
        assertThat(ended.history().changes().get(4).reason()).isEqualTo("exit code 3");
        assertThat(ended.outcome().exitCode()).isEqualTo(3);
    }

    @Test
    void shouldRefuseToChangeATerminalStatus() {
        Execution ended = Samples.pending().end(ExecutionStatus.CANCELLED, null, "cancelled", NOW);

        assertThatThrownBy(() -> ended.end(ExecutionStatus.FAILED, 1, "late", NOW))
                .isInstanceOf(IllegalTransitionException.class)
                .hasMessageContaining("cancelled")
                .hasMessageContaining("failed");
    }

    @Test
    void shouldForgetTheTaskButKeepTheLaunchWhenTheNextAttemptBegins() {
        Execution next = Samples.pending()
                .allocate(Samples.launch(), "instance", NOW)
                .dispatched("arn", NOW)
                .withTask("arn", 7)
                .running(NOW)
                .nextAttempt("exit code 3", false, "instance", null, NOW.plusSeconds(5));

        assertThat(next.status()).isEqualTo(ExecutionStatus.ALLOCATED);
        assertThat(next.attempt()).isEqualTo(2);
        assertThat(next.taskReference()).isNull();
        assertThat(next.task().version()).isZero();
        assertThat(next.lastAttempt().container()).isEqualTo(Samples.launch().container());
        assertThat(next.lastAttempt().startedAt()).isEqualTo(NOW.plusSeconds(5));
    }

    @Test
    void shouldNameEachAttemptInAtMost36Characters() {
        Execution execution = Samples.pending().allocate(Samples.launch(), "instance", NOW);
        Execution other = Samples.pending("other-tenant").allocate(Samples.launch(), "instance", NOW);

        assertThat(execution.attemptId()).matches("[0-9a-f]{32}-1").hasSizeLessThanOrEqualTo(36);
        assertThat(execution.nextAttempt("x", true, "instance", null, NOW).attemptId())
                .endsWith("-2");
        assertThat(other.attemptId()).as("two tenants may choose the same ids").isNotEqualTo(execution.attemptId());
    }

    @Test
    void shouldKeepTheFirstIntentToStop() {
        StopIntent cancel = new StopIntent(ExecutionStatus.CANCELLED, "by request", NOW);
        Execution stopping =
                Samples.pending().allocate(Samples.launch(), "instance", NOW).requestStop(cancel);

        assertThat(stopping.requestStop(new StopIntent(ExecutionStatus.TIMED_OUT, "late", NOW))
                        .stop())
                .isEqualTo(cancel);
    }

    @Test
    void shouldNeverTakePublicationBack() {
        Execution published =
                Samples.pending().allocate(Samples.launch(), "instance", NOW).publishedUpTo(2);

        assertThat(published.publishedUpTo(1).publication().publishedSeq()).isEqualTo(2);
        assertThat(published.publishedUpTo(9).publication().publishedSeq())
                .as("not beyond the history")
                .isEqualTo(2);
    }

    @Test
    void shouldBoundTheReason() {
        Execution ended = Samples.pending().end(ExecutionStatus.FAILED, null, "x".repeat(5_000), NOW);

        assertThat(ended.outcome().reason()).hasSize(1_000);
    }

    @Test
    void shouldTellResultsByTheirKeyAlone() {
        ExecutionKey key = Samples.pending().key();
        String text =
                "results/" + key.tenantId() + "/" + key.jitEventId() + "/" + key.executionId() + "/2/a.txt.tar.gz";

        assertThat(ResultsKey.parse(text)).contains(new ResultsKey(key, 2, "a.txt.tar.gz"));
        assertThat(new ResultsKey(key, 2, "a.txt.tar.gz").text()).isEqualTo(text);
        for (String wrong : List.of(
                text + "/more",
                text.replace("/2/", "/0/"),
                text.replace("/2/", "/1000/"),
                text.replace(".tar.gz", ".zip"),
                text.replace("a.txt", ".."),
                "other/" + text)) {
            assertThat(ResultsKey.parse(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void shouldDeriveIdsThatDoNotDependOnWherePartsAreSplit() {
        assertThat(Digests.id("ab", "c")).isNotEqualTo(Digests.id("a", "bc")).matches("[0-9a-f]{32}");
        assertThat(Digests.id("ab", "c")).isEqualTo(Digests.id("ab", "c"));
    }

    @Test
    void shouldKeepWholeReasonsOfTheFirstChangesAndOfTheLast() {
        String reason = "€".repeat(2_000);
        Execution row = Samples.pending().allocate(Samples.launch(), "instance", NOW);
        for (int attempt = 2; attempt <= 110; attempt++) {
            row = row.dispatched("arn", NOW).running(NOW).nextAttempt(reason, true, "instance", null, NOW);
        }
        Execution ended = row.end(ExecutionStatus.FAILED, 1, reason, NOW);

        assertThat(ended.outcome().reason()).hasSize(1_000);
        assertThat(ended.history().changes().get(4).reason()).hasSize(1_000);
        assertThat(row.history().last().reason()).hasSize(100);
        assertThat(ended.history().last().reason()).hasSize(1_000);
    }

    @Test
    void shouldNotCutACharacterInHalf() {
        Execution ended = Samples.pending().end(ExecutionStatus.FAILED, 1, "x" + "\uD83D\uDE00".repeat(1_000), NOW);

        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(ended.outcome().reason()))
                .isTrue();
    }
}
