package wrapper.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import wrapper.ServiceStub;

class ContractTest {
    private final InputProblems problems = new InputProblems();

    @Test
    void shouldWantNothingWhenThereIsNoCallbackUrl() {
        assertThat(Contract.parse(Map.of("EXECUTION_ID", "e"), problems)).isEmpty();
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void shouldTellEveryProblemWhenThereIsACallbackUrl() {
        Contract.parse(
                Map.of(
                        "EXECUTION_CALLBACK_URL", "ftp://user:s3cret@host/x",
                        "EXECUTION_CALLBACK_TOKEN", "s3cret\nX-Other: 1",
                        "EXECUTION_TASK", "../zap",
                        "EXECUTION_ID", "e"),
                problems);

        assertThat(problems.all())
                .containsExactly(
                        "EXECUTION_CALLBACK_URL: must be an absolute http or https URL without user information",
                        "EXECUTION_CALLBACK_TOKEN: must be visible ASCII characters",
                        "EXECUTION_ATTEMPT: is required where there is EXECUTION_CALLBACK_URL",
                        "EXECUTION_TASK: is part of a file name: at most 70 visible ASCII characters, no slashes",
                        "SCAN_REQUEST_ID: is required where there is EXECUTION_CALLBACK_URL");
    }

    @Test
    void shouldNotTellTheTokenWhenPrinted() {
        Map<String, String> environment = new HashMap<>(ServiceStub.contract("http://host/executions/j/e"));

        assertThat(Contract.parse(environment, problems)).get().hasToString("execution e-1 attempt 2");
    }
}
