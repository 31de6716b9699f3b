package execution.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LaunchMetersTest {

    private static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of(new LaunchAnswer.Launched("task-1"), "launched"),
                Arguments.of(new LaunchAnswer.Refused("no room", true), "refused_for_now"),
                Arguments.of(new LaunchAnswer.Refused("no permission", false), "refused"),
                Arguments.of(new LaunchAnswer.NotNow("used up", true), "no_budget"),
                Arguments.of(new LaunchAnswer.NotNow("too many calls", false), "throttled"),
                Arguments.of(new LaunchAnswer.Unclear("no answer"), "unclear"));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void shouldCountByRunnerAndByWhatWasAnswered(LaunchAnswer answer, String outcome) {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();

        new LaunchMeters(metrics).answered("ecs", answer);

        assertThat(metrics.get("execution.launches")
                        .tag("runner", "ecs")
                        .tag("outcome", outcome)
                        .counter()
                        .count())
                .isEqualTo(1);
    }
}
