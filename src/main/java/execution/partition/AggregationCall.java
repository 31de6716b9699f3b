package execution.partition;

import execution.model.PartitionPlan;
import execution.parts.PartEnd;
import execution.parts.PartitionJob;
import java.util.Iterator;
import java.util.function.Supplier;

/**
 * A job whose parts have all ended and whose values are to be put together.
 *
 * @param plan names the aggregator
 * @param job the job in its phase {@code AGGREGATING}; {@link PartitionJob#counts()} are final
 * @param ends opens an iterator over the ends of all parts that are done or have failed, in the order of the parts.
 *     Parts that were cancelled are not there. It reads the ends of some blocks at a time, so no more than these are in
 *     memory. Each call begins with the first part again
 */
public record AggregationCall(PartitionPlan plan, PartitionJob job, Supplier<Iterator<PartEnd>> ends) {}
