package execution.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** Counts the durable writes, so that what an execution costs can be read from the metrics. */
@Component
public class WriteCounts {

    private final Counter single;
    private final Counter transactions;

    WriteCounts(MeterRegistry metrics) {
        single = Counter.builder("execution.store.writes")
                .description("Writes of one item to the executions table")
                .register(metrics);
        transactions = Counter.builder("execution.store.transactions")
                .description("Transactions of two items on the executions table")
                .register(metrics);
    }

    /** Counts a write of one item. */
    public void single() {
        single.increment();
    }

    /** Counts a transaction, whatever the number of its items. */
    public void transaction() {
        transactions.increment();
    }
}
