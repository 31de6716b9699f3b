package wrapper.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import wrapper.job.JobDescription;

class RunTest {
    private final Run run =
            new Run(new JobDescription("", "", List.of("x"), List.of(), 0), Optional.empty(), new Oenv(Map.of()));

    @Test
    void shouldGivePlaceholdersHowTheCommandEnded() {
        Instant start = Instant.parse("2026-01-31T12:00:00.900Z");

        run.ended(new CommandOutcome(7, false, start, start.plusMillis(2999), "out", "err", "outerr"), false);

        assertThat(run.placeholders()
                        .resolve("${{oenv.ExitCode}} ${{oenv.Duration}} ${{oenv.StdOut}} ${{oenv.StdErr}}"))
                .isEqualTo("7 2 out err");
    }

    @Test
    void shouldGivePlaceholdersAnExitCodeWhenTheCommandWasNotRun() {
        run.failed("could not start", 1);

        assertThat(run.placeholders()
                        .resolve("${{oenv.ExitCode}} ${{oenv.Duration}} <${{oenv.StdOut}}> <${{oenv.StdErr}}>"))
                .isEqualTo("1 0 <> <>");
    }

    @Test
    void shouldKeepTheOutcomeOfTheCommandWhenSomethingFailsAfterIt() {
        Instant start = Instant.parse("2026-01-31T12:00:00Z");
        run.ended(new CommandOutcome(0, false, start, start, "", "", ""), false);

        run.failed("upload", 1);

        assertThat(run.exitCode()).isZero();
        assertThat(run.placeholders().resolve("${{oenv.ExitCode}}")).isEqualTo("0");
    }
}
