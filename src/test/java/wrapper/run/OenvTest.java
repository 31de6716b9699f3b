package wrapper.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OenvTest {
    @Test
    void shouldReadWhatTheStateMachineSaysInUtc() {
        Oenv oenv = new Oenv(Map.of(
                "AWS_EXECUTION_ARN", "arn:aws:states:eu-west-1:1:execution:machine:run-7",
                "AWS_EXECUTION_START", "2026-01-31T12:00:00.250Z",
                "OTHER", "x"));

        assertThat(oenv.source().value("ExecutionId")).contains("run-7");
        assertThat(oenv.source().value("CreationTimestampSeconds")).contains("1769860800");
        assertThat(oenv.source().value("CreationTimestampMilliseconds")).contains("1769860800250");
        assertThat(oenv.source().value("OTHER")).isEmpty();
    }

    @Test
    void shouldHaveNoTimestampsWhenTheStartIsNotATime() {
        Oenv oenv = new Oenv(Map.of("AWS_EXECUTION_START", "yesterday"));

        assertThat(oenv.source().value("AWS_EXECUTION_START")).contains("yesterday");
        assertThat(oenv.source().value("CreationTimestampSeconds")).isEmpty();
    }
}
