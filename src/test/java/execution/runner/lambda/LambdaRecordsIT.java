package execution.runner.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.Launch;
import execution.model.Samples;
import execution.model.Timestamps;
import execution.model.UnusableMessageException;
import execution.runner.EndCause;
import execution.runner.TaskState;
import execution.store.Executions;
import execution.store.StoreFixture;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of Lambda's destinations about attempts on real rows. */
class LambdaRecordsIT {

    private static final String FUNCTION = "arn:aws:lambda:eu-west-1:000000000000:function:word-count:$LATEST";

    private final StoreFixture fixture = StoreFixture.withSlots(100);
    private final Executions executions = fixture.executions(false, execution -> {});
    private final LambdaRecords records =
            new LambdaRecords(executions, fixture.workIndex(), new ObjectMapper(), Clock.systemUTC());
    private final Execution row = allocated("lambda");

    private Execution allocated(String runner) {
        ExecutionKey key = new ExecutionKey(
                StoreFixture.newTenant(),
                UUID.randomUUID().toString(),
                UUID.randomUUID().toString().replace("-", ""));
        Execution pending = Execution.create(key, Samples.job(1, runner), "hash", Timestamps.now(Clock.systemUTC()));
        executions.create(pending);
        return executions.allocate(
                pending, new Launch("t", "t", null, null, null, Map.of(), Map.of("function", "word-count:live")));
    }

    private static String record(String attemptId, String function, String condition, String more) {
        return "{\"version\":\"1.0\",\"timestamp\":\"" + Instant.now() + "\",\"requestContext\":{\"requestId\":\"r-1\","
                + "\"functionArn\":\"" + function + "\",\"condition\":\"" + condition + "\"},"
                + "\"requestPayload\":{\"attempt_id\":\"" + attemptId + "\",\"callback_token\":\"secret\"}" + more
                + "}";
    }

    private TaskState state(String condition, String more) {
        return records.state(record(row.attemptId(), FUNCTION, condition, more));
    }

    private static String error(String type) {
        return ",\"responseContext\":{\"functionError\":\"Unhandled\"},\"responsePayload\":{\"errorType\":\"" + type
                + "\"}";
    }

    @Test
    void shouldTakeTheExitCodeThatTheInvocationItselfAnswersWith() {
        TaskState state = state("Success", ",\"responsePayload\":{\"invocation_id\":\"r-1/a\",\"exit_code\":0}");

        assertThat(state.end().exitCode()).isZero();
        assertThat(state.attemptId()).isEqualTo(row.attemptId());
        assertThat(state.invocation()).isEqualTo("r-1/a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"responsePayload\":null",
                ",\"responsePayload\":{\"exit_code\":0}",
                ",\"responsePayload\":{\"invocation_id\":\"r-1/a\"}",
                ",\"responsePayload\":{\"invocation_id\":\"r-1/a\",\"exit_code\":\"0\"}",
                ",\"responsePayload\":{\"invocation_id\":\"r-1/a\",\"exit_code\":0.5}",
                ",\"responsePayload\":{\"invocation_id\":\"r-1/a\",\"exit_code\":256}",
                ",\"responsePayload\":{\"invocation_id\":\"r-2/a\",\"exit_code\":0}",
                ",\"responsePayload\":{\"invocation_id\":\"r-12\",\"exit_code\":0}"
            })
    void shouldNotTakeAnAnswerForASuccessThatDoesNotSaySo(String more) {
        assertThat(state("Success", more)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "RetriesExhausted, ValueError, JOB, ended with an error",
        "RetriesExhausted, Sandbox.Timedout, JOB, longer than it may",
        "RetriesExhausted, Runtime.OutOfMemory, JOB, more memory than it has",
        "RetriesExhausted, Runtime.ImportModuleError, UNUSABLE, cannot be started",
        "RetriesExhausted, <script>, JOB, ended with an error",
    })
    void shouldSayWhyTheFunctionFailed(String condition, String type, EndCause cause, String reason) {
        TaskState state = state(condition, error(type));

        assertThat(state.end().cause()).isEqualTo(cause);
        assertThat(state.end().exitCode()).isNotEqualTo(Integer.valueOf(0));
        assertThat(state.end().reason()).contains(reason).doesNotContain("<");
        assertThat(state.invocation()).isEqualTo("r-1");
    }

    @Test
    void shouldBlameThePlatformForAFunctionThatItNeverInvoked() {
        assertThat(state("EventAgeExceeded", "").end().cause()).isEqualTo(EndCause.PLATFORM);
    }

    @Test
    void shouldNotBlameThePlatformForAFunctionThatHasStarted() {
        executions.update(row, now -> now.claimedBy("r-1/a").dispatched("t", Timestamps.now(Clock.systemUTC())));

        assertThat(state("EventAgeExceeded", "").end().cause()).isEqualTo(EndCause.JOB);
        assertThat(state("RetriesExhausted", error("Runtime.ImportModuleError"))
                        .end()
                        .cause())
                .isEqualTo(EndCause.JOB);
    }

    @Test
    void shouldTakeNoRecordOfAnotherFunction() {
        String other = FUNCTION.replace("word-count", "other");

        assertThatThrownBy(() -> records.state(record(row.attemptId(), other, "RetriesExhausted", "")))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("was not invoked for its attempt");
    }

    @Test
    void shouldTakeNoRecordOfAnExecutionOfAnotherRunner() {
        Execution other = allocated("ecs");

        assertThatThrownBy(() -> records.state(record(other.attemptId(), FUNCTION, "RetriesExhausted", "")))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("not of the runner lambda");
    }

    @Test
    void shouldTakeNoRecordOfAnAttemptThatIsOver() {
        executions.update(row, now -> now.nextAttempt("exit code 1", false, "i", null, Samples.CREATED));

        assertThat(state("RetriesExhausted", "")).isNull();
    }

    @Test
    void shouldAskForARecordOnceMoreWhoseAttemptTheIndexMayNotHaveYet() {
        String young = record("f".repeat(32) + "-1", FUNCTION, "Success", "");
        String old = young.replaceFirst("\"timestamp\":\"[^\"]*\"", "\"timestamp\":\"2020-01-01T00:00:00Z\"");

        assertThatThrownBy(() -> records.state(young)).isInstanceOf(IllegalStateException.class);
        assertThat(records.state(old)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"text\"",
                "{",
                "{}",
                "{\"timestamp\":\"now\"}",
                "{\"timestamp\":\"2026-01-01T00:00:00Z\",\"requestContext\":{\"requestId\":\"../x\","
                        + "\"functionArn\":\"f\",\"condition\":\"Success\"}}",
                "{\"timestamp\":\"2026-01-01T00:00:00Z\",\"requestContext\":{\"requestId\":\"r\","
                        + "\"functionArn\":\"f\",\"condition\":\"Perhaps\"}}",
                "{\"timestamp\":\"2026-01-01T00:00:00Z\",\"requestContext\":{\"requestId\":\"r\","
                        + "\"functionArn\":\"f\",\"condition\":\"Success\"},\"requestPayload\":{\"attempt_id\":\"a' OR\"}}",
                "{\"timestamp\":\"2026-01-01T00:00:00Z\",\"requestContext\":{\"requestId\":\"r\","
                        + "\"functionArn\":\"f\",\"condition\":\"Success\"},\"requestPayload\":\"text\"}"
            })
    void shouldRefuseWhatIsNoRecord(String text) {
        assertThatThrownBy(() -> records.state(text)).isInstanceOf(UnusableMessageException.class);
    }

    @Test
    void shouldRefuseARecordThatIsTooLong() {
        assertThatThrownBy(() -> state("Success", ",\"x\":\"" + "x".repeat(40 * 262_144) + "\""))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("at most");
    }

    @Test
    void shouldWriteNoTokenToTheDeadLetters() {
        String record = record(row.attemptId(), FUNCTION, "Success", "");

        assertThat(records.withoutToken(record)).doesNotContain("secret").contains(row.attemptId());
        assertThat(records.withoutToken("garbage")).isEqualTo("garbage");
    }

    /** A function may answer with its event, and a record may come in the envelope of a topic. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"requestPayload\":{\"callback_token\":\"%s\"},\"responsePayload\":{\"callback_token\":\"%s\"}}",
                "{\"responsePayload\":\"it was %s\"}",
                "{\"Message\":\"{\\\"requestPayload\\\":{\\\"callback_token\\\":\\\"%s\\\"}}\"}",
                "[{\"requestPayload\":{\"callback_token\":\"%s\"}}]",
                "{\"requestPayload\":{\"callback_token\":\"%s\"}"
            })
    void shouldWriteNoTokenToTheDeadLettersWhereverItStands(String record) {
        String token = "eyJhbGciOiJIUzI1NiJ9.eyJhdHRlbXB0IjoxfQ.c2lnbmF0dXJl-_";

        assertThat(records.withoutToken(record.replace("%s", token))).doesNotContain("c2lnbmF0dXJl");
    }
}
