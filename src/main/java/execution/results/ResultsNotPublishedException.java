package execution.results;

import shared.kafka.KafkaFailure;

/** The topic did not take the results. They are to be published again when it does. */
public class ResultsNotPublishedException extends RuntimeException {

    public ResultsNotPublishedException(Exception cause) {
        super("the results could not be published: " + KafkaFailure.of(cause).text(), cause);
    }
}
