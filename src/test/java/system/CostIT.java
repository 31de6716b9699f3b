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
 * What an execution costs in write units. Writes of one item are as DynamoDB Local counted them for the calls that were made. Of an
 * update in a transaction it counts the old and the new state, for the table and the indexes alike; so transactions are counted
 * here as DynamoDB's pricing does: two units for each KB of an item, and for an index what the same write costs alone.
 */
class CostIT {

    private static final int EXECUTIONS = 20;

    /**
     * Entries that a transaction moves, a unit for the old place and one for the new: GSI2, GSI4, GSI5 and GSI6 when the slot is
     * taken; GSI2, GSI4 and GSI6 when it is freed.
     */
    private static final int MOVED_IN_INDEXES = 8 + 6;

    private static RunningService service;

    @BeforeAll
    static void start() {
        SharedPlatform.registerInstant("instant");
        SharedPlatform.registerEndless("endless");
        // No sweep, no leases: what is counted is what the executions themselves need.
        service = RunningService.start(
                SharedPlatform.get(), Map.of("execution.sweep.first", "10m", "execution.sweep.period", "10m"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    /**
     * @param bytes of the row when the execution has ended
     * @param most write units from the request to the recorded publication, with results
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
        // The platform sometimes tells of an end before it tells that the task runs, which makes the history shorter.
        assertThat(row).isBetween(bytes - 200, bytes + 200);
        assertThat(each).isLessThanOrEqualTo(most);
    }

    private static int kilobytes(int bytes) {
        return (bytes + 1_023) / 1_024;
    }

    /** Of the item beside the row of an execution that is under way. */
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

    /** Until the row says that all is published and that the results were read, when nothing is left to be written. */
    private static List<ExecutionKey> run(String tenant, List<Map<String, Object>> events) {
        List<ExecutionKey> keys =
                events.stream().map(event -> service.trigger(tenant, event)).toList();
        keys.forEach(key -> await().atMost(RunningService.PATIENCE).until(() -> {
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

    /** Bytes of an item as DynamoDB counts them: names and values, and three bytes for a list or map with one for each element. */
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
