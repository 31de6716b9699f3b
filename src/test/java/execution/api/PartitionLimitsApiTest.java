package execution.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Samples;
import execution.partition.PartitionLimits;
import execution.parts.PartCounts;
import execution.parts.PartitionJob;
import execution.parts.PartitionJob.Phase;
import execution.security.Caller;
import execution.store.ExecutionItems;
import execution.store.Executions;
import execution.store.parts.PartitionStore;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionLimitsApiTest {

    private static final ExecutionKey KEY = Samples.pending("demo").key();

    private final Caller caller = mock(Caller.class);
    private final Executions executions = mock(Executions.class);
    private final PartitionStore store = mock(PartitionStore.class);
    private final PartitionLimits limits = mock(PartitionLimits.class);
    private final ObjectMapper mapper = new ObjectMapper();
    private final PartitionLimitsApi api = new PartitionLimitsApi(
            caller, executions, store, limits, new PartitionAnswers(mock(ExecutionItems.class), store, mapper), mapper);

    @BeforeEach
    void isThere() {
        when(caller.tenant()).thenReturn("demo");
        is(row());
        when(store.job(KEY)).thenReturn(Optional.of(job(Phase.RUNNING)));
    }

    private static Execution row() {
        return Execution.create(KEY, Samples.partitioned(3), "hash", Samples.CREATED);
    }

    private void is(Execution execution) {
        when(executions.find(KEY)).thenReturn(Optional.of(execution));
    }

    private static PartitionJob job(Phase phase) {
        PartCounts counts = new PartCounts(3, 0, 0, 0, 0, 0);
        return new PartitionJob(
                KEY,
                1,
                1,
                phase,
                3,
                1,
                0,
                null,
                0,
                PartCounts.NONE,
                0,
                counts,
                5,
                1,
                2,
                0,
                0,
                null,
                false,
                null,
                null,
                Samples.CREATED);
    }

    private JsonNode change(String body) throws Exception {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        api.change(exchange, body.getBytes(StandardCharsets.UTF_8), KEY.jitEventId(), KEY.executionId());
        return mapper.readTree(exchange.getMessage().getBody(String.class));
    }

    @Test
    void shouldChangeWhatIsNamedAlone() throws Exception {
        when(limits.change(KEY, 5, null, 0)).thenReturn(job(Phase.RUNNING));

        JsonNode answer = change("{\"max_in_flight\": 5, \"tolerated_failures\": null, \"tolerated_percent\": 0}");

        OpenApiContract.assertKept("PartitionProgress", answer);
        assertThat(answer.get("max_in_flight").asInt()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'max_in_flight': 0} | max_in_flight: must be a whole number from 1 to 10000",
                "{'max_in_flight': 10001} | max_in_flight: must be a whole number from 1 to 10000",
                "{'max_in_flight': '5'} | max_in_flight: must be a whole number from 1 to 10000",
                "{'tolerated_failures': -1} | tolerated_failures: must be a whole number from 0 to 1000000",
                "{'tolerated_percent': 101} | tolerated_percent: must be a whole number from 0 to 100",
                "{'attempts': 5} | attempts: is not a known field",
                "{} | body: must have at least one of max_in_flight, tolerated_failures, tolerated_percent",
                "{'max_in_flight': null} | body: must have at least one of max_in_flight, tolerated_failures,"
                        + " tolerated_percent",
                "[] | body: must be a JSON object of at most 1024 bytes",
                "{ | body: must be a JSON object of at most 1024 bytes",
            })
    void shouldNameWhatIsWrong(String body, String problem) {
        assertThatThrownBy(() -> change(body.replace('\'', '"')))
                .isInstanceOf(ProblemException.class)
                .hasMessage(problem);
        verify(limits, never()).change(any(), any(), any(), any());
    }

    @Test
    void shouldChangeNothingOfWhatIsOverOrHasNotBegun() throws Exception {
        String body = "{\"max_in_flight\": 5}";
        when(limits.change(KEY, 5, null, null)).thenReturn(job(Phase.AGGREGATING));
        assertThatThrownBy(() -> change(body)).hasMessage("the parts of the execution have all ended");
        when(store.job(KEY)).thenReturn(Optional.empty());
        assertThatThrownBy(() -> change(body)).hasMessage("the parts of the execution have not begun yet");
        is(row().end(ExecutionStatus.CANCELLED, null, "cancelled", Samples.CREATED));
        assertThatThrownBy(() -> change(body)).hasMessage("the execution has ended: cancelled");
        is(Samples.pending("demo"));
        assertThatThrownBy(() -> change(body)).hasMessage("the execution has no parts");
        when(caller.tenant()).thenReturn("other");
        assertThatThrownBy(() -> change(body)).hasMessage("there is no such execution");
    }
}
