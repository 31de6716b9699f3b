package execution.results;

import execution.model.ResultsKey;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Handler;
import org.apache.camel.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import shared.kafka.KafkaFailure;

/**
 * Whether results that the topic did not take are tried again here, or given back to their queue. While Kafka is away or does
 * not let the service in, no other results could be published either, so they are held here and use up no deliveries. Any
 * other failure may be these results' own: after some tries they make room for others.
 */
@Component
public class ResultsPatience {

    private static final Logger LOG = LoggerFactory.getLogger(ResultsPatience.class);

    /** With the delays that double, a quarter of a minute in all. */
    private static final int MOST_TRIES = 5;

    /**
     * @param tries how often they were tried so far
     */
    @Handler
    public boolean tryAgain(
            @ExchangeException Exception failure,
            @ExchangeProperty(ResultsOwner.KEY) ResultsKey results,
            @Header(Exchange.REDELIVERY_COUNTER) int tries) {
        KafkaFailure kafka = KafkaFailure.of(failure);
        boolean again = kafka.kind().concernsAll() || kafka.kind() == KafkaFailure.Kind.OTHER && tries < MOST_TRIES;
        if (again && tries == 1) {
            LOG.warn(
                    "The results of {} cannot be published and wait: {}",
                    results.execution().executionId(),
                    kafka.text());
        }
        return again;
    }
}
