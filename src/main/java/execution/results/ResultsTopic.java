package execution.results;

import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Handler;
import org.apache.camel.Headers;
import org.apache.camel.ProducerTemplate;
import org.springframework.stereotype.Component;

/**
 * Hands one message to {@code direct:publish-results}. Each try is an exchange of its own, so that it does not matter whether
 * that route has an error handler.
 */
@Component
public class ResultsTopic {

    private final ProducerTemplate camel;

    ResultsTopic(ProducerTemplate camel) {
        this.camel = camel;
    }

    /**
     * @throws ResultsNotPublishedException if the topic did not take it
     */
    @Handler
    public void send(@Body String message, @Headers Map<String, Object> headers) {
        Exchange sent = camel.send("direct:publish-results", exchange -> {
            exchange.getMessage().setBody(message);
            exchange.getMessage().getHeaders().putAll(headers);
        });
        if (sent.isFailed()) {
            throw new ResultsNotPublishedException(sent.getException());
        }
    }
}
