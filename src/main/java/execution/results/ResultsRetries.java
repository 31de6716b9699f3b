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
 * Decides whether results that the topic did not take are tried again here or go back to their queue. While Kafka is
 * away or refuses the service's credentials, no other results could be published either, so these are held here and use
 * up no deliveries. Any other failure may concern these results alone, so after some tries they make room for others.
 */
@Component
public class ResultsRetries {

    private static final Logger LOG = LoggerFactory.getLogger(ResultsRetries.class);

    /** How often results are tried. With the delays, which double, the tries take a quarter of a minute in all. */
    private static final int MOST_TRIES = 5;

    /**
     * Decides whether there is another try.
     *
     * @param tries how often the results were tried so far
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
