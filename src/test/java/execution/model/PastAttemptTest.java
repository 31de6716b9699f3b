package execution.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tale of an execution's attempts. */
class PastAttemptTest {

    private static final Instant T = Samples.CREATED;

    private static Instant at(int second) {
        return T.plusSeconds(second);
    }

    private static EndReason spot() {
        return new EndReason(ReasonClass.SPOT, "taken back", "wait", "SpotInterruption", "arn:aws:iam::111122223333");
    }

    private static NextStart refused() {
        return new NextStart(true, false, "instance", at(9));
    }

    private static Execution allocated() {
        return Samples.pending().allocate(Samples.launch(), "instance", at(1));
    }

    @Test
    void shouldHaveNoAttemptBeforeTheFirst() {
        assertThat(PastAttempt.of(Samples.pending())).isEmpty();
        assertThat(PastAttempt.of(Samples.pending().end(ExecutionStatus.CANCELLED, null, "cancelled", T)))
                .isEmpty();
    }

    @Test
    void shouldTellOfTheAttemptThatIsUnderWay() {
        Execution row = allocated().dispatched("arn", at(2));

        assertThat(PastAttempt.of(row))
                .containsExactly(new PastAttempt(1, at(1), at(2), null, null, "arn", null, null, null, null, null));
        assertThat(PastAttempt.of(row.running(at(3))))
                .containsExactly(new PastAttempt(1, at(1), at(2), at(3), null, "arn", null, null, null, null, null));
    }

    @Test
    void shouldTellHowEachAttemptBeganAndEnded() {
        Execution row = allocated()
                .dispatched("arn-1", at(2))
                .running(at(3))
                .nextAttempt("taken back", 143, spot(), refused(), at(4))
                .nextAttempt("no room", null, EndReason.of(ReasonClass.CAPACITY, "no room"), refused(), at(5))
                .dispatched("arn-3", at(6))
                .end(ExecutionStatus.FAILED, 3, "exit code 3", EndReason.of(ReasonClass.EXIT_CODE, null), at(7));

        assertThat(PastAttempt.of(row))
                .containsExactly(
                        new PastAttempt(
                                1,
                                at(1),
                                at(2),
                                at(3),
                                at(4),
                                "arn-1",
                                143,
                                ReasonClass.SPOT,
                                "taken back",
                                "wait",
                                "SpotInterruption"),
                        new PastAttempt(
                                2, at(4), null, null, at(5), null, null, ReasonClass.CAPACITY, "no room", null, null),
                        new PastAttempt(
                                3,
                                at(5),
                                at(6),
                                null,
                                at(7),
                                "arn-3",
                                3,
                                ReasonClass.EXIT_CODE,
                                "exit code 3",
                                null,
                                null));
    }

    @Test
    void shouldTellOfRowsThatWereWrittenBeforeEndsWereKept() {
        History old = new History(List.of(
                new StatusChange(1, ExecutionStatus.PENDING, null, at(0), null, null, null),
                new StatusChange(2, ExecutionStatus.ALLOCATED, ExecutionStatus.PENDING, at(1), 1, null, null),
                new StatusChange(3, ExecutionStatus.FAILED, ExecutionStatus.ALLOCATED, at(2), 1, "old words", null)));
        Execution row = Samples.pending();
        Execution before = new Execution(
                row.key(),
                row.job(),
                "hash",
                ExecutionStatus.FAILED,
                3,
                T,
                null,
                row.lastAttempt(),
                row.task(),
                row.outcome(),
                row.results(),
                row.publication(),
                row.delivery(),
                old);

        assertThat(PastAttempt.of(before))
                .containsExactly(
                        new PastAttempt(1, at(1), null, null, at(2), null, null, null, "old words", null, null));
    }

    @Test
    void shouldTellAllOfTheFirstAttemptsAndTheLastAndTheEssentialOfThoseBetween() {
        Execution row = allocated();
        for (int attempt = 2; attempt <= 110; attempt++) {
            row = row.dispatched("arn-" + (attempt - 1), T)
                    .running(T)
                    .nextAttempt("x".repeat(1_000), 143, spot(), refused(), T);
        }
        List<PastAttempt> attempts =
                PastAttempt.of(row.end(ExecutionStatus.FAILED, null, "x".repeat(1_000), spot(), T));

        assertThat(attempts).hasSize(110);
        assertThat(attempts.get(0).remedy()).isEqualTo("wait");
        assertThat(attempts.get(50).remedy()).isNull();
        assertThat(attempts.get(50).platform()).isNull();
        assertThat(attempts.get(50).reason()).hasSize(100);
        assertThat(attempts.get(50).task()).isEqualTo("arn-51");
        assertThat(attempts.get(50).exitCode()).isEqualTo(143);
        assertThat(attempts.get(50).reasonClass()).isEqualTo(ReasonClass.SPOT);
        assertThat(attempts.get(109).remedy()).isEqualTo("wait");
        assertThat(attempts.get(109).reason()).hasSize(1_000);
        assertThat(row.lastAttempt().spotLosses()).isEqualTo(109);
    }

    @Test
    void shouldKeepWhatComesFromOutsideOnOneLineAndBounded() {
        String hostile = "a\u0000b\r\n\uD800c" + "y".repeat(100_000);
        Execution row = allocated()
                .dispatched("r".repeat(10_000), T)
                .end(
                        ExecutionStatus.FAILED,
                        null,
                        "words",
                        new EndReason(ReasonClass.UNKNOWN, "words", "m".repeat(10_000), hostile, hostile),
                        T);

        AttemptEnd end = row.history().last().end();
        assertThat(end.task()).hasSize(200);
        assertThat(end.remedy()).hasSize(300);
        assertThat(end.platform()).hasSize(100).startsWith("a b  ?c");
        assertThat(end.detail()).hasSize(500).startsWith("a b  ?c");
        assertThat(end.weight()).isGreaterThan(end.shortened().weight());
    }
}
