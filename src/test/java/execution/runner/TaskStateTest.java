package execution.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.EndReason;
import execution.model.ReasonClass;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JSON of a task's state, read as a route in YAML reads it: by a mapper that is set up for nothing. */
class TaskStateTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static TaskState read(String json) throws JsonProcessingException {
        return MAPPER.readValue(json, TaskState.class);
    }

    @Test
    void shouldReadTheLeastThatHasToBeSaid() throws JsonProcessingException {
        assertThat(read("{\"reference\":\"t-1\",\"attemptId\":\"a-1\",\"phase\":\"started\"}"))
                .isEqualTo(TaskState.of("t-1", "a-1", 0, null, TaskPhase.STARTED));
        assertThat(read("{\"reference\":\"t-1\",\"attemptId\":\"a-1\",\"phase\":\"STOPPED\",\"end\":{\"exitCode\":0}}")
                        .end())
                .isEqualTo(new TaskEnd(0, EndCause.JOB, null));
    }

    @Test
    void shouldReadTheClassOfAnEndAndKnowByItWhoseDoingTheEndIs() throws JsonProcessingException {
        TaskEnd end =
                read("{\"reference\":\"t-1\",\"attemptId\":\"a-1\",\"phase\":\"STOPPED\",\"end\":{\"class\":\"spot\","
                                + "\"reason\":\"the machine was sold\",\"remedy\":\"Buy one.\",\"platform\":\"SOLD\"}}")
                        .end();

        assertThat(end)
                .isEqualTo(new TaskEnd(
                        null, EndCause.PLATFORM, "the machine was sold", ReasonClass.SPOT, "Buy one.", "SOLD"));
        assertThat(end.why("host 7"))
                .isEqualTo(new EndReason(ReasonClass.SPOT, "the machine was sold", "Buy one.", "SOLD", "host 7"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, 3, EXIT_CODE",
                "none, none, UNKNOWN",
                "JOB, 3, EXIT_CODE",
                "PLATFORM, 143, UNKNOWN",
                "REQUESTED, 143, STOPPED_BY_HAND",
                "UNUSABLE, none, UNUSABLE"
            })
    void shouldHaveAClassWhereTheRunnerNamesNone(EndCause cause, Integer exitCode, ReasonClass known) {
        assertThat(new TaskEnd(exitCode, cause, null).reasonClass()).isEqualTo(known);
    }

    @ParameterizedTest
    @CsvSource({
        "EXIT_CODE, JOB",
        "OUT_OF_MEMORY, JOB",
        "IMAGE_PULL, PLATFORM",
        "START_FAILURE, PLATFORM",
        "CAPACITY, PLATFORM",
        "SPOT, PLATFORM",
        "HOST, PLATFORM",
        "STOPPED_BY_HAND, REQUESTED",
        "CANCELLED, REQUESTED",
        "UNUSABLE, UNUSABLE",
        "TIME_OUT, JOB",
        "UNKNOWN, JOB"
    })
    void shouldBeTheDoingOfWhomItsClassSays(ReasonClass reasonClass, EndCause cause) {
        assertThat(new TaskEnd(1, null, null, reasonClass, null, null).cause()).isEqualTo(cause);
        assertThat(new TaskEnd(1, EndCause.JOB, null, reasonClass, null, null).cause())
                .as("a runner that says so")
                .isEqualTo(EndCause.JOB);
    }

    @Test
    void shouldReadAllThatItWrites() throws JsonProcessingException {
        TaskState state = new TaskState(
                "t-1",
                "a-1",
                7,
                Instant.parse("2026-01-31T12:00:00.250Z"),
                TaskPhase.STOPPED,
                new TaskEnd(null, EndCause.PLATFORM, "the machine is gone", ReasonClass.HOST, "Wait.", "GONE"),
                Map.of("scan", new TaskEnd(143, EndCause.REQUESTED, null)),
                "host 7 lost");

        assertThat(read(MAPPER.writeValueAsString(state))).isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"attemptId\":\"a-1\",\"phase\":\"STARTED\"} | reference: must name the task",
                "{\"reference\":\" \",\"attemptId\":\"a-1\",\"phase\":\"STARTED\"} | reference: must name the task",
                "{\"reference\":\"t-1\",\"phase\":\"STARTED\"} | attemptId: must name the attempt",
                "{\"reference\":\"t-1\",\"attemptId\":\"a-1\"} | phase: must say",
                "{\"reference\":\"t-1\",\"attemptId\":\"a-1\",\"phase\":\"STOPPED\"} | end: must say",
                "{\"reference\":\"t-1\",\"attemptId\":\"a-1\",\"phase\":\"STARTED\",\"version\":-1} | version: must be 0",
                "{\"reference\":\"t-1\",\"attemptId\":\"a-1\",\"phase\":\"RUNNING\"} | phase: must be one of [KNOWN, STARTED,"
                        + " STOPPED], is 'RUNNING'",
                "{\"reference\":\"t-1\",\"attemptId\":\"a-1\",\"phase\":1} | phase: must be one of",
                "{\"reference\":\"t-1\",\"attemptId\":\"a-1\",\"phase\":\"STOPPED\",\"end\":{\"cause\":\"SPOT\"}} | cause: must"
                        + " be one of [JOB, PLATFORM, REQUESTED, UNUSABLE], is 'SPOT'",
                "{\"reference\":\"t-1\",\"attemptId\":\"a-1\",\"phase\":\"STOPPED\",\"end\":{\"class\":\"oom\"}} | must be"
                        + " one of exit_code, out_of_memory",
                "{\"reference\":\"t-1\",\"attemptId\":\"a-1\",\"phase\":\"STOPPED\",\"end\":{\"exitCode\":0.5}} | exitCode:"
                        + " must be a whole number",
                "{\"reference\":\"t-1\",\"attemptId\":\"a-1\",\"phase\":\"STOPPED\",\"end\":{\"exitCode\":\"0\"}} | exitCode:"
                        + " must be a whole number",
                "{\"reference\":\"t-1\",\"attemptId\":\"a-1\",\"phase\":\"KNOWN\",\"lastStatus\":\"STOPPED\"} |"
                        + " lastStatus"
            })
    void shouldSayWhatIsWrongWithAStateThatIsNotOfTheContract(String json, String error) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining(error);
    }

    @Test
    void shouldTakeTheEndOfThePartThatIsTheJob() {
        TaskEnd whole = new TaskEnd(null, EndCause.JOB, null);
        TaskEnd scan = new TaskEnd(0, EndCause.JOB, null);
        TaskState state = new TaskState("t-1", "a-1", 0, null, TaskPhase.STOPPED, whole, Map.of("scan", scan), null);

        assertThat(state.endOf("scan")).isSameAs(scan);
        assertThat(state.endOf("another")).isSameAs(whole);
        assertThat(state.endOf(null)).isSameAs(whole);
    }
}
