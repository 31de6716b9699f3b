package execution.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.aws.ServiceProperties;
import execution.model.Execution;
import execution.model.ResultsKey;
import execution.model.UnusableMessageException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;
import shared.trace.TraceParent;

/**
 * Divides parsed results into the messages that {@code direct:publish-results} takes, each of which is small enough.
 */
@Component
public class ResultsMessages {

    private final ObjectMapper mapper;
    private final ResultsProperties properties;
    private final String bucket;

    ResultsMessages(ObjectMapper mapper, ResultsProperties properties, ServiceProperties service) {
        this.mapper = mapper;
        this.properties = properties;
        this.bucket = service.buckets().results();
    }

    /**
     * Divides results into messages.
     *
     * @return at least one, in the order in which they are to be published
     * @throws UnusableMessageException if the results do not fit into {@code execution.results.most-messages}
     */
    public List<ResultsMessage> parts(
            @Body ParsedResults parsed,
            @ExchangeProperty(ResultsOwner.EXECUTION) Execution execution,
            @ExchangeProperty(ResultsOwner.KEY) ResultsKey key,
            @ExchangeProperty(FetchedArchive.METADATA) Map<String, String> metadata) {
        ResultsMessage message = ResultsMessage.of(execution, key, bucket, metadata, parsed.findings());
        int most = properties.mostMessages();
        long around = json(message.with(most, most, Map.of())).getBytes(StandardCharsets.UTF_8).length;
        List<Map<String, List<Map<String, Object>>>> shares = DocumentParts.of(
                parsed.documents(), mapper, properties.mostMessage().toBytes() - around, most);
        return IntStream.range(0, shares.size())
                .mapToObj(index -> message.with(index + 1, shares.size(), shares.get(index)))
                .toList();
    }

    /** Replaces a part by its JSON, and sets the headers that the route may rely on. */
    public void write(
            @Body ResultsMessage part,
            @ExchangeProperty(ResultsOwner.EXECUTION) Execution execution,
            Exchange exchange) {
        Message message = exchange.getMessage();
        message.setBody(json(part));
        message.removeHeaders("*");
        message.setHeader("execution_id", part.executionId());
        message.setHeader("tenant_id", part.tenantId());
        message.setHeader("task", part.task());
        if (execution.job().traceparent() != null) {
            message.setHeader(TraceParent.HEADER, execution.job().traceparent());
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
