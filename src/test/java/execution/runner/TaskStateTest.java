package execution.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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
    void shouldReadAllThatItWrites() throws JsonProcessingException {
        TaskState state = new TaskState(
                "t-1",
                "a-1",
                7,
                Instant.parse("2026-01-31T12:00:00.250Z"),
                TaskPhase.STOPPED,
                new TaskEnd(null, EndCause.PLATFORM, "the machine is gone"),
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
