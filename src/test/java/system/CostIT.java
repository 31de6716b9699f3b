package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import execution.model.ExecutionKey;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Counts the write units that an execution costs. DynamoDB Local counts writes of one item right. For an update in a
 * transaction it counts both the old and the new state, for the table and the indexes alike. So this test counts
 * transactions as DynamoDB's pricing does: two units for each KB of an item, and for an index as much as the same write
 * costs without a transaction.
 */
class CostIT {

    private static final int EXECUTIONS = 20;

    /**
     * The entries of indexes that a transaction moves, with a unit for the old place and one for the new: those of
     * GSI2, GSI4, GSI5 and GSI6 when the slot is taken, and those of GSI2, GSI4 and GSI6 when it is freed.
     */
    private static final int MOVED_IN_INDEXES = 8 + 6;

    private static RunningService service;

    @BeforeAll
    static void start() {
        SharedPlatform.registerInstant("instant");
        SharedPlatform.registerEndless("endless");
        // There are no sweeps and no leases, so that only what the executions need is counted.
        service = RunningService.start(
                SharedPlatform.get(), Map.of("execution.sweep.first", "10m", "execution.sweep.period", "10m"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    /**
     * @param bytes the size of the row when the execution has ended
     * @param most the most write units from the request to the recorded publication, with results
     */
    @ParameterizedTest
    @CsvSource({"2900,65", "5000,95"})
    void shouldCostNoMoreWriteUnitsThanPromised(int bytes, double most) {
        // Given
        String tenant = SharedPlatform.newTenant();
        SharedPlatform.limitSlots(tenant, EXECUTIONS);
        int padding =
                bytes - size(SharedPlatform.row(run(tenant, List.of(event(0))).get(0)));

        int launch = launchSize(tenant, padding);

        // When
        double singles = units("write");
        double transactions = service.bean(MeterRegistry.class)
                .counter("execution.store.transactions")
                .count();
        List<ExecutionKey> keys = run(
                tenant,
                IntStream.range(0, EXECUTIONS).mapToObj(i -> event(padding)).toList());

        // Then
        int row = size(SharedPlatform.row(keys.get(0)));
        transactions = service.bean(MeterRegistry.class)
                        .counter("execution.store.transactions")
                        .count()
                - transactions;
        int items = 2 * (2 * kilobytes(row) + 2 * kilobytes(launch));
        double each = (units("write") - singles + 2 * transactions) / EXECUTIONS + items + MOVED_IN_INDEXES;
        System.out.printf(
                "A row of %d bytes with a launch of %d costs %.1f write units, %.1f of them in single writes%n",
                row, launch, each, (units("write") - singles) / EXECUTIONS);
        // The platform sometimes reports an end before it reports that the task runs, which makes the history shorter.
        assertThat(row).isBetween(bytes - 200, bytes + 200);
        assertThat(each).isLessThanOrEqualTo(most);
    }

    private static int kilobytes(int bytes) {
        return (bytes + 1_023) / 1_024;
    }

    /** Gives the size of the item that stands beside the row of an execution under way. */
    private static int launchSize(String tenant, int padding) {
        Map<String, Object> event = event(padding);
        event.put("job_name", "endless");
        ExecutionKey key = service.trigger(tenant, event);
        service.awaitStatus(key, "running");
        int size = size(SharedPlatform.launch(key));
        service.cancel(key);
        service.awaitStatus(key, "cancelled");
        return size;
    }

    private static Map<String, Object> event(int padding) {
        Map<String, Object> event = RunningService.event("instant");
        event.put("plan_item_slug", "item-code-vulnerability");
        event.put("additional_attributes", Map.of("padding", "x".repeat(Math.max(1, padding))));
        return event;
    }

    /**
     * Waits until the row says that everything is published and that the results were read. Nothing is left to be
     * written then.
     */
    private static List<ExecutionKey> run(String tenant, List<Map<String, Object>> events) {
        List<ExecutionKey> keys =
                events.stream().map(event -> service.trigger(tenant, event)).toList();
        keys.forEach(key -> await().atMost(RunningService.LONGEST_WAIT).until(() -> {
            Map<String, AttributeValue> row = SharedPlatform.row(key);
            return row.containsKey("results_key")
                    && "completed".equals(row.get("status").s())
                    && !row.containsKey("GSI6PK");
        }));
        return keys;
    }

    private static double units(String kind) {
        return service.bean(MeterRegistry.class)
                .get("execution.store.units")
                .tag("kind", kind)
                .counter()
                .count();
    }

    /**
     * Gives the size of an item in bytes as DynamoDB counts it: names and values, three bytes for a list or map, and
     * one for each of its elements.
     */
    private static int size(Map<String, AttributeValue> item) {
        return item.entrySet().stream()
                .mapToInt(entry -> entry.getKey().length() + size(entry.getValue()))
                .sum();
    }

    private static int size(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s().length();
            case N -> value.n().length() / 2 + 2;
            case M -> 3 + value.m().size() + size(value.m());
            case L ->
                3 + value.l().size() + value.l().stream().mapToInt(CostIT::size).sum();
            default -> 1;
        };
    }
}
