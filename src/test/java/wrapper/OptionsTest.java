package wrapper;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private final Problems problems = new Problems();

    @Test
    void shouldTakeBothWaysOfGivingAValue() {
        Options options = parse("--cli-json", "{}", "--stop-timeout=120", "--actions", "/kinds", "--dry", "--debug");

        assertThat(options).isEqualTo(new Options("{}", Duration.ofSeconds(120), "/kinds", true, true, false));
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void shouldDefaultToFargatesStopTimeout() {
        assertThat(parse("--cli-json={}").stopTimeout()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void shouldTellEveryProblemWhenThereAreSeveral() {
        parse("--stop-timeout", "soon", "--debug=yes", "--wet", "s3cret", "--debug", "--debug");

        assertThat(problems.all())
                .containsExactly(
                        "--stop-timeout: must be a whole number of seconds from 1 to 3600",
                        "--debug: takes no value",
                        "--wet: no such option",
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
