package contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallCheckTest {

    private static final String ACCEPTED =
            "{\"tenant_id\":\"t\",\"jit_event_id\":\"j\",\"execution_id\":\"e\",\"status\":\"pending\"}";

    private static final String EVENT =
            "{\"jit_event_id\":\"3b8f9a52-4a0e-4a0e-9d25-000000000001\",\"jit_event_name\":\"n\",\"asset_id\":\"a\","
                    + "\"workflow_slug\":\"w\",\"job_name\":\"j\"}";

    private static final String PROBLEM = "{\"type\":\"about:blank\",\"title\":\"t\",\"status\":400,\"detail\":\"d\"}";

    private static Call post(String body, int status, String type, String answer) {
        return new Call(
                "POST",
                "/executions",
                null,
                Map.of("Content-Type", List.of("application/json"), "Authorization", List.of("Bearer a.b.c")),
                body.getBytes(StandardCharsets.UTF_8),
                status,
                Map.of("Content-Type", List.of(type)),
                answer.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldTakeACallThatIsAsTheContractSays() {
        assertThat(CallCheck.wrong(post(EVENT, 202, "application/json", ACCEPTED)))
                .isEmpty();
    }

    @Test
    void shouldTakeAnAnswerInJsonWhateverTheClientWouldRatherHave() {
        Call call = new Call(
                "GET",
                "/tasks",
                null,
                Map.of("Accept", List.of("text/html")),
                new byte[0],
                200,
                Map.of("Content-Type", List.of("application/json")),
                "{\"tasks\":[]}".getBytes(StandardCharsets.UTF_8));

        assertThat(CallCheck.wrong(call)).isEmpty();
    }

    @Test
    void shouldFindAFieldThatTheContractDoesNotHave() {
        String answer = ACCEPTED.replace("}", ",\"surplus\":1}");
        assertThat(CallCheck.wrong(post(EVENT, 202, "application/json", answer)))
                .hasValueSatisfying(wrong -> assertThat(wrong).contains("surplus"));
    }

    @Test
    void shouldFindAFieldThatIsMissing() {
        String answer = ACCEPTED.replace("\"tenant_id\":\"t\",", "");
        assertThat(CallCheck.wrong(post(EVENT, 202, "application/json", answer)))
                .hasValueSatisfying(wrong -> assertThat(wrong).contains("tenant_id"));
    }

    @Test
    void shouldFindAStatusAndATypeThatTheOperationDoesNotHave() {
        assertThat(CallCheck.wrong(post(EVENT, 201, "application/json", ACCEPTED)))
                .isPresent();
        assertThat(CallCheck.wrong(post(EVENT, 202, "text/html", ACCEPTED))).isPresent();
        assertThat(CallCheck.wrong(post(EVENT, 403, "application/problem+json", PROBLEM)))
                .isPresent();
    }

    @Test
    void shouldFindARequestThatWasCarriedOutAndIsNotAsTheContractSays() {
        String event = EVENT.replace("\"job_name\"", "\"job\"");
        assertThat(CallCheck.wrong(post(event, 202, "application/json", ACCEPTED)))
                .isPresent();
    }

    @Test
    void shouldTakeARequestThatIsWrongAndRefused() {
        assertThat(CallCheck.wrong(post("{}", 400, "application/problem+json", PROBLEM)))
                .isEmpty();
        // Of any operation, by x-general-statuses.
        assertThat(CallCheck.wrong(post("{}", 501, "application/problem+json", PROBLEM)))
                .isEmpty();
    }

    @Test
    void shouldFindARefusalThatIsNoProblem() {
        assertThat(CallCheck.wrong(post("{}", 400, "application/problem+json", "{}")))
                .isPresent();
    }
}
