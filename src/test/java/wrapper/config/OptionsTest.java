package wrapper.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private final InputProblems problems = new InputProblems();

    @Test
    void shouldTakeBothWaysOfGivingAValue() {
        Options options = parse(
                "--cli-json",
                "{}",
                "--stop-timeout=120",
                "-c",
                "my.conf",
                "--actions",
                "/kinds",
                "--dry",
                "--verbose",
                "--debug",
                "--log-format=json");

        assertThat(options)
                .isEqualTo(new Options(
                        "{}",
                        Path.of("my.conf"),
                        Duration.ofSeconds(120),
                        "/kinds",
                        true,
                        true,
                        true,
                        LogFormat.JSON,
                        false));
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void shouldDefaultToFargatesStopTimeoutAndTheConfigurationBesideIt() {
        assertThat(parse("--cli-json={}"))
                .isEqualTo(new Options(
                        "{}",
                        Path.of("wrapper.conf"),
                        Duration.ofSeconds(30),
                        "",
                        false,
                        false,
                        false,
                        LogFormat.PLAIN,
                        false));
    }

    @Test
    void shouldRefuseALogFormatThatThereIsNot() {
        parse("--cli-json={}", "--log-format", "xml");

        assertThat(problems.all()).containsExactly("--log-format: must be plain or json");
    }

    @Test
    void shouldTellEveryProblemWhenThereAreSeveral() {
        parse("--stop-timeout", "soon", "--debug=yes", "--drie", "s3cret", "--debug", "--debug");

        assertThat(problems.all())
                .containsExactly(
                        "--stop-timeout: must be a whole number of seconds from 1 to 3600",
                        "--debug: takes no value",
                        "--drie: no such option",
                        "argument 5: no such option",
                        "--debug: given more than once",
                        "--debug: given more than once",
                        "--cli-json: is required");
    }

    @Test
    void shouldWantAValueWhenItIsTheLastArgument() {
        parse("--cli-json");

        assertThat(problems.all()).containsExactly("--cli-json: needs a value");
    }

    private Options parse(String... arguments) {
        return Options.parse(List.of(arguments), problems);
    }
}
