package execution.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.UnusableMessageException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.springframework.stereotype.Component;
import shared.kafka.KafkaFailure;

/** Sends results to {@code direct:announce-results}, in as many messages as it takes to keep each small enough. */
@Component
class ResultsPublication {

    private final ObjectMapper mapper;
    private final ProducerTemplate camel;
    private final ResultsProperties properties;

    ResultsPublication(ObjectMapper mapper, ProducerTemplate camel, ResultsProperties properties) {
        this.mapper = mapper;
        this.camel = camel;
        this.properties = properties;
    }

    /**
     * Returns when the topic has all of them.
     *
     * @param message without documents
     * @throws UnusableMessageException if the topic can never take them
     * @throws ResultsNotPublishedException if it did not take them, and may later
     */
    void publish(ResultsMessage message, Map<String, List<Map<String, Object>>> documents) {
        int most = properties.mostMessages();
        long around = json(message.with(most, most, Map.of())).getBytes(StandardCharsets.UTF_8).length;
        List<Map<String, List<Map<String, Object>>>> parts =
                DocumentParts.of(documents, mapper, properties.mostMessage().toBytes() - around, most);
        for (int part = 1; part <= parts.size(); part++) {
            send(message.with(part, parts.size(), parts.get(part - 1)));
        }
    }

    private void send(ResultsMessage message) {
        String body = json(message);
        Exchange sent = camel.send("direct:announce-results", exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeader("execution_id", message.executionId());
            exchange.getMessage().setHeader("tenant_id", message.tenantId());
            exchange.getMessage().setHeader("task", message.task());
        });
        if (sent.isFailed()) {
            KafkaFailure failure = KafkaFailure.of(sent.getException());
            if (failure.kind() == KafkaFailure.Kind.REFUSED) {
                throw new UnusableMessageException("the topic never takes the results: " + failure.text());
            }
            throw new ResultsNotPublishedException(sent.getException());
        }
    }

    private String json(ResultsMessage message) {
        try {
            return mapper.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new UnusableMessageException("the results are no JSON: " + e.getOriginalMessage());
        }
    }
}
