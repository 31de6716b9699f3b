package execution.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/**
 * Counts the durable writes, so that what an execution costs can be read from the metrics, and those that were made in
 * vain.
 */
@Component
public class WriteCounts {

    private final Counter single;
    private final Counter transactions;
    private final Counter lostSlots;
    private final Counter lostRows;

    WriteCounts(MeterRegistry metrics) {
        single = Counter.builder("execution.store.writes")
                .description("Writes of one item to the executions table")
                .register(metrics);
        transactions = Counter.builder("execution.store.transactions")
                .description("Transactions of two items on the executions table")
                .register(metrics);
        lostSlots = lost(metrics, "slot");
        lostRows = lost(metrics, "row");
    }

    private static Counter lost(MeterRegistry metrics, String claim) {
        return Counter.builder("execution.claims.lost")
                .description("Writes that came to nothing because somebody else wrote the row first")
                .tag("claim", claim)
                .register(metrics);
    }

    /** Counts a write of one item. */
    public void single() {
        single.increment();
    }

    /**
     * Counts a write that came to nothing because somebody else had written the row first.
     *
     * @param ofSlot whether the write was to take a slot for a pending execution
     */
    void lostClaim(boolean ofSlot) {
        (ofSlot ? lostSlots : lostRows).increment();
    }

    /** Counts a transaction, whatever the number of its items. */
    public void transaction() {
        transactions.increment();
    }
}
