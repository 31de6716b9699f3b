package execution.partition;

import org.apache.camel.Body;

/**
 * Puts the values of a job's parts together. It may be called again for the same job, by another instance too, and has
 * to leave the same aggregate then.
 */
public interface Aggregation {

    /**
     * @return the aggregate
     * @throws AggregationRefusedException if the values can never be put together; the job has failed for that reason
     * @throws RuntimeException if they cannot be put together now; it is tried again after a pause
     */
    Aggregate aggregate(@Body AggregationCall call);
}
