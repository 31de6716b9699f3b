package execution.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.Samples;
import execution.parts.PartEnd;
import execution.parts.PartitionJob;
import execution.parts.PartitionJob.Phase;
import execution.security.Caller;
import execution.store.Executions;
import execution.store.parts.PartitionStore;
import execution.store.parts.PartsFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class PartsApiIT {

    private static final String STATES = "d".repeat(60) + "f".repeat(3) + "w".repeat(37) + "w".repeat(20);

    private final PartsFixture parts = PartsFixture.withSlots(10);
    private final PartitionStore store = parts.store();
    private final Caller caller = mock(Caller.class);
    private final Executions executions = mock(Executions.class);
    private final ObjectMapper mapper = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private final PartitionAnswers answers = new PartitionAnswers(parts.rows().items(), store, mapper);
    private final PartsApi api = new PartsApi(caller, executions, store, parts.states(), answers, mapper);

    private void isThere(PartitionJob job) {
        ExecutionKey key = job.key();
        when(caller.tenant()).thenReturn(key.tenantId());
        Execution row = Execution.create(key, Samples.partitioned(1_000), "hash", Samples.CREATED);
        when(executions.find(key)).thenReturn(Optional.of(row));
    }

    private JsonNode list(PartitionJob job, String state, Integer limit, String next) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        api.list(
                exchange,
                job.key().jitEventId(),
                job.key().executionId(),
                state,
                limit == null ? null : limit.toString(),
                next);
        return answer("PartPage", exchange);
    }

    private JsonNode states(PartitionJob job, Integer limit, String next) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        api.states(
                exchange,
                job.key().jitEventId(),
                job.key().executionId(),
                limit == null ? null : limit.toString(),
                next);
        return answer("PartStates", exchange);
    }

    private JsonNode answer(String schema, Exchange exchange) {
        try {
            JsonNode answer = mapper.readTree(exchange.getMessage().getBody(String.class));
            OpenApiContract.assertKept(schema, answer);
            return answer;
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Integer> numbers(JsonNode page) {
        List<Integer> numbers = new ArrayList<>();
        page.get("parts").forEach(part -> numbers.add(part.get("part").asInt()));
        return numbers;
    }

    private List<Integer> all(PartitionJob job, String state, int limit) {
        List<Integer> all = new ArrayList<>();
        String next = null;
        do {
            JsonNode page = list(job, state, limit, next);
            assertThat(page.get("parts").size()).isLessThanOrEqualTo(limit);
            all.addAll(numbers(page));
            next = page.get("next").textValue();
        } while (next != null);
        return all;
    }

    @Test
    void shouldPageThroughThePartsInTheirOrder() {
        PartitionJob job = parts.job(STATES, Phase.RUNNING, 2, 4);
        isThere(job);

        assertThat(all(job, null, 7)).isEqualTo(IntStream.range(0, 120).boxed().toList());
        assertThat(all(job, null, 500))
                .isEqualTo(IntStream.range(0, 120).boxed().toList());
        assertThat(all(job, "failed", 2)).containsExactly(60, 61, 62);
        assertThat(all(job, "waiting", 9))
                .isEqualTo(IntStream.range(63, 120).boxed().toList());
        assertThat(all(job, "cancelled", 9)).isEmpty();
        assertThat(numbers(list(job, null, 3, "59"))).containsExactly(59, 60, 61);
        assertThat(list(job, null, null, "5000").get("parts")).isEmpty();
    }

    @Test
    void shouldShowWhatBecameOfEachPart() {
        PartitionJob job = parts.job(30);
        isThere(job);
        Instant now = Instant.now();
        store.changeBlock(job.key(), 0, block -> block.sent(List.of(0, 1), now)
                .sent(List.of(2), now)
                .claim(0, "worker-1", now, Duration.ofMinutes(1), 3)
                .block()
                .ended(
                        0,
                        "worker-1",
                        List.of(new PartEnd(0, 1, true, "{\"sum\": 12345678901234567890.5}", null, 0, 0.25)),
                        2));
        store.change(job.key(), current -> opened(current, 1));

        JsonNode page = list(job, null, 4, null);

        assertThat(page.get("parts").toString())
                .isEqualTo("[{\"part\":0,\"state\":\"done\",\"tries\":1,\"seconds\":0.25,\"exit_code\":0,"
                        + "\"value\":{\"sum\":12345678901234567890.5}},"
                        + "{\"part\":1,\"state\":\"running\",\"tries\":1,\"worker\":\"worker-1\"},"
                        + "{\"part\":2,\"state\":\"sent\",\"tries\":0},"
                        + "{\"part\":3,\"state\":\"waiting\",\"tries\":0}]");
        assertThat(page.get("next").textValue()).isEqualTo("4");
    }

    private static PartitionJob opened(PartitionJob job, int blocks) {
        return new PartitionJob(
                job.key(),
                job.version(),
                1,
                job.phase(),
                job.total(),
                job.blocks(),
                0,
                null,
                0,
                job.settled(),
                blocks,
                job.counts(),
                100,
                0,
                0,
                0,
                0,
                null,
                false,
                null,
                null,
                job.updatedAt());
    }

    @Test
    void shouldEndAnAnswerWhoseValuesAreLarge() {
        PartitionJob job = parts.job("d".repeat(100), Phase.ENDED, 4, 4);
        isThere(job);
        String value = "\"" + "x".repeat(16_000) + "\"";
        for (int block = 0; block < 4; block++) {
            int first = block * 25;
            store.keepEnds(
                    job.key(),
                    block,
                    IntStream.range(first, first + 25)
                            .mapToObj(part -> new PartEnd(part, 1, true, value, null, 0, 1))
                            .toList());
        }

        assertThat(numbers(list(job, null, 500, null))).hasSizeBetween(60, 75);
        assertThat(all(job, null, 500)).hasSize(100);
    }

    @Test
    void shouldGiveTheStatesOfManyPartsInOneAnswer() {
        String many = "d".repeat(60_000) + "r".repeat(1_000) + "w".repeat(39_001);
        PartitionJob job = parts.job(many, Phase.RUNNING, 20, 100);
        isThere(job);
        String start = many.substring(0, 2_500) + "w".repeat(97_500);

        // Blocks behind those that were opened are not there, and nobody asks for them.
        JsonNode first = states(job, null, null);

        assertThat(first.get("states").textValue()).isEqualTo(start);
        assertThat(first.get("next").textValue()).isEqualTo("100000");
        JsonNode last = states(job, null, "100000");
        assertThat(last.get("states").textValue()).isEqualTo("w");
        assertThat(last.get("next").isNull()).isTrue();
        assertThat(states(job, 30, "2490").get("states").textValue()).isEqualTo("d".repeat(10) + "w".repeat(20));
        assertThat(states(job, 3, "999999").get("states").textValue()).isEmpty();
    }

    @Test
    void shouldHaveNoPartsBeforeTheJobBegins() {
        Execution row = parts.parent();
        when(caller.tenant()).thenReturn(row.key().tenantId());
        when(executions.find(row.key())).thenReturn(Optional.of(row));
        PartitionJob none = PartsFixture.newJob(row.key(), 1);

        assertThat(list(none, null, null, null).toString()).isEqualTo("{\"parts\":[],\"next\":null}");
        assertThat(states(none, null, null).get("states").textValue()).isEmpty();
    }

    @Test
    void shouldShowPartsToTheirTenantAloneAndNoneOfAJobThatHasNone() {
        PartitionJob job = parts.job(STATES, Phase.RUNNING, 2, 4);
        isThere(job);
        when(executions.find(job.key()))
                .thenReturn(Optional.of(Samples.pending(job.key().tenantId())));

        assertThatThrownBy(() -> list(job, null, null, null)).hasMessage("the execution has no parts");
        assertThatThrownBy(() -> states(job, null, null)).hasMessage("the execution has no parts");
        when(caller.tenant()).thenReturn("other");
        assertThatThrownBy(() -> list(job, null, null, null)).hasMessage("there is no such execution");
    }

    @Test
    void shouldNameTheParameterThatIsWrong() {
        PartitionJob job = PartsFixture.newJob(Samples.pending().key(), 1);

        for (String state : List.of("DONE", "d", "")) {
            assertThatThrownBy(() -> list(job, state, null, null)).hasMessageStartingWith("state:");
        }
        for (String next : List.of("-1", "1.5", "00", "10000000", "x")) {
            assertThatThrownBy(() -> list(job, null, null, next)).hasMessageStartingWith("next:");
            assertThatThrownBy(() -> states(job, null, next)).hasMessageStartingWith("next:");
        }
        assertThatThrownBy(() -> list(job, null, 501, null)).hasMessageStartingWith("limit:");
        assertThatThrownBy(() -> states(job, 100_001, null)).hasMessageStartingWith("limit:");
    }

    @Test
    void shouldShowHowFarAJobIs() {
        PartitionJob job = parts.job(STATES, Phase.RUNNING, 2, 4);
        Execution row = Execution.create(job.key(), Samples.partitioned(1_000), "hash", Samples.CREATED);

        JsonNode answer = answers.json(row);

        OpenApiContract.assertExecution(answer);
        assertThat(answer.at("/partitions/runner").textValue()).isEqualTo("worker");
        assertThat(answer.at("/partitions/progress/done").asInt()).isEqualTo(60);
        assertThat(answer.at("/partitions/progress/failed").asInt()).isEqualTo(3);
        assertThat(answer.at("/partitions/progress/slots").asInt()).isEqualTo(7);
    }
}
