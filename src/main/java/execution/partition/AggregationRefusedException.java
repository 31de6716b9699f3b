package execution.partition;

/** The values of a job's parts can never be put together, such as the sum of texts. */
public class AggregationRefusedException extends RuntimeException {

    /** @param message the reason in words for callers, which names nothing of the account */
    public AggregationRefusedException(String message) {
        super(message);
    }
}
