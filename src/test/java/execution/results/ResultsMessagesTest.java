package execution.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.aws.ServiceProperties;
import execution.model.Execution;
import execution.model.ResultsKey;
import execution.model.Samples;
import execution.model.UnusableMessageException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ResultsMessagesTest {

    private static final int MOST_BYTES = 10 * 1_024;

    private final ObjectMapper mapper = new ObjectMapper();
    private final Execution execution = Samples.running(1);
    private final ResultsKey key = new ResultsKey(execution.key(), 1, "scan.txt.tar.gz");
    private final ResultsMessages messages = new ResultsMessages(
            mapper,
            ResultsSettings.of(Map.of("most-message", "10KB", "most-messages", "5")),
            new Binder(new MapConfigurationPropertySource(Map.of()))
                    .bindOrCreate("execution", ServiceProperties.class));

    private static ParsedResults parsed(int documents) {
        List<Map<String, Object>> uses = IntStream.range(0, documents)
                .mapToObj(number -> Map.<String, Object>of("number", number, "text", "x".repeat(100)))
                .toList();
        return new ParsedResults(true, Map.of("use", uses));
    }

    private List<ResultsMessage> parts(ParsedResults parsed) {
        return messages.parts(parsed, execution, key, Map.of("scan_start_time", "then"));
    }

    private Exchange written(ResultsMessage part) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setHeader("of_before", "x");
        messages.write(part, execution, exchange);
        return exchange;
    }

    @Test
    void shouldBeOneMessageWhereResultsAreSmall() {
        List<ResultsMessage> parts = parts(new ParsedResults(false, Map.of()));

        assertThat(parts).hasSize(1);
        assertThat(parts.get(0).parts()).isEqualTo(1);
        assertThat(parts.get(0).hasFindings()).isFalse();
        assertThat(parts.get(0).scanStartTime()).isEqualTo("then");
        assertThat(parts.get(0).object()).isEqualTo("s3://executions-results/" + key.text());
    }

    @Test
    void shouldBeAsManyMessagesAsItTakesToKeepEachSmallEnough() {
        List<ResultsMessage> parts = parts(parsed(200));

        assertThat(parts).hasSizeBetween(3, 4);
        assertThat(parts)
                .extracting(ResultsMessage::part)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, parts.size()).boxed().toList());
        assertThat(parts).allSatisfy(part -> {
            assertThat(part.parts()).isEqualTo(parts.size());
            assertThat(part.hasFindings()).isTrue();
            assertThat(written(part).getMessage().getBody(String.class).getBytes(StandardCharsets.UTF_8).length)
                    .isLessThanOrEqualTo(MOST_BYTES);
        });
        assertThat(parts.stream()
                        .mapToInt(part -> part.documents().get("use").size())
                        .sum())
                .isEqualTo(200);
    }

    @Test
    void shouldRefuseResultsThatTakeTooManyMessages() {
        assertThatThrownBy(() -> parts(parsed(1_000)))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("5 messages");
    }

    @Test
    void shouldWriteAPartWithTheHeadersThatRoutesArePromised() throws Exception {
        Exchange exchange = written(parts(parsed(1)).get(0));

        JsonNode json = mapper.readTree(exchange.getMessage().getBody(String.class));
        assertThat(json.at("/documents/use/0/number").asInt()).isZero();
        assertThat(json.get("schema_version").asInt()).isEqualTo(1);
        assertThat(exchange.getMessage().getHeaders())
                .containsOnly(
                        Map.entry("execution_id", execution.key().executionId()),
                        Map.entry("tenant_id", "demo"),
                        Map.entry("task", "scan"));
    }

    @Test
    void shouldRefuseResultsThatAreNoJson() {
        ParsedResults broken = new ParsedResults(true, Map.of("use", List.of(Map.of("no json", new Object()))));

        assertThatThrownBy(() -> parts(broken)).isInstanceOf(UnusableMessageException.class);
    }
}
