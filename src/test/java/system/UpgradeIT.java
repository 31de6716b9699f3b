package system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.ExecutionKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import local.Names;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What an instance does about rows that an older or a newer version wrote, while both work on one table. */
class UpgradeIT {

    private static final AttributeValue NEWER = AttributeValue.fromS("written by a newer version");
    private static final String UNKNOWN = "of_a_newer_version";

    /** The attributes that a change in the history had at first. */
    private static final Set<String> FIRST_OF_CHANGE =
            Set.of("seq", "status", "previous", "occurred_at", "attempt", "reason");

    private final String tenant = SharedPlatform.newTenant();
    private final List<Map<String, AttributeValue>> unreadable = new ArrayList<>();

    @Test
    void shouldRunRowsOfTheFirstVersionToTheirEnd() {
        List<ExecutionKey> keys = pending(3);
        keys.forEach(key -> {
            Map<String, AttributeValue> row = row(key);
            row.keySet().retainAll(firstAttributes());
            row.put("history", AttributeValue.fromL(List.of(change(row, FIRST_OF_CHANGE, Map.of()))));
            put(row);
        });

        try (RunningService service = start()) {
            SharedPlatform.limitSlots(tenant, 3);

            keys.forEach(key -> service.awaitStatus(key, "completed"));
            keys.forEach(key -> assertThat(service.history(key)).hasSizeGreaterThan(2));
        }
    }

    @Test
    void shouldKeepWhatANewerVersionWroteThroughEveryWrite() {
        ExecutionKey key = pending(1).get(0);
        Map<String, AttributeValue> row = row(key);
        row.put(UNKNOWN, NEWER);
        row.put("history", AttributeValue.fromL(List.of(change(row, null, Map.of(UNKNOWN, NEWER)))));
        put(row);
        Map<String, AttributeValue> slots = new HashMap<>(slots());
        slots.put(UNKNOWN, NEWER);
        put(slots);

        try (RunningService service = start()) {
            SharedPlatform.limitSlots(tenant, 1);
            service.awaitStatus(key, "completed");
        }

        assertThat(row(key)).containsEntry(UNKNOWN, NEWER);
        assertThat(row(key).get("history").l()).hasSizeGreaterThan(2);
        assertThat(row(key).get("history").l().get(0).m()).containsEntry(UNKNOWN, NEWER);
        assertThat(slots()).containsEntry(UNKNOWN, NEWER);
    }

    @Test
    void shouldLeaveAloneWhatOnlyANewerVersionKnows() {
        List<ExecutionKey> keys = pending(4);
        Map<String, AttributeValue> status = row(keys.get(0));
        status.put("status", AttributeValue.fromS("suspended"));
        Map<String, AttributeValue> change = row(keys.get(1));
        change.put(
                "history",
                AttributeValue.fromL(
                        List.of(change(change, null, Map.of("status", AttributeValue.fromS("suspended"))))));
        Map<String, AttributeValue> pendingRunner = withRunner(row(keys.get(2)), "submarine");
        Map<String, AttributeValue> due = row(keys.get(3));
        due.put("status", AttributeValue.fromS("suspended"));
        due.put("GSI6PK", AttributeValue.fromS("DUE#0"));
        due.put(
                "GSI6SK",
                AttributeValue.fromS("2020-01-01T00:00:00.000000#" + keys.get(3).executionId()));
        List<Map<String, AttributeValue>> rows = List.of(status, change, pendingRunner, due);
        unreadable.addAll(rows);
        rows.forEach(UpgradeIT::put);

        try (RunningService service = start()) {
            service.expectInAnswers("suspended");
            SharedPlatform.limitSlots(tenant, 2);
            // Two passes of the lane and of the sweep come between, because each of these is found by the sweep.
            for (int pass = 0; pass < 2; pass++) {
                service.awaitStatus(service.trigger(tenant, RunningService.event("instant")), "completed");
            }

            assertThat(service.get(tenant, "/executions").status()).isEqualTo(200);
        }

        for (int i = 0; i < rows.size(); i++) {
            assertThat(row(keys.get(i))).isEqualTo(rows.get(i));
        }
        assertThat(SharedPlatform.slotsInUse(tenant)).isZero();
    }

    /** Other tests on this table ask for logs without errors, which these rows would fill. */
    @AfterEach
    void deleteRowsThatNobodyCanRead() {
        unreadable.forEach(
                row -> SharedPlatform.get().dynamoDb().deleteItem(delete -> delete.tableName(Names.EXECUTIONS_TABLE)
                        .key(Map.of("PK", row.get("PK"), "SK", row.get("SK")))));
    }

    /** Pending executions, whose instance is gone; the tenant has no slots. */
    private List<ExecutionKey> pending(int number) {
        SharedPlatform.limitSlots(tenant, 0);
        try (RunningService service = start()) {
            return IntStream.range(0, number)
                    .mapToObj(i -> service.trigger(tenant, RunningService.event("instant")))
                    .toList();
        }
    }

    private static RunningService start() {
        return RunningService.start(
                SharedPlatform.get(), Map.of("execution.wake-up.from", "none", "execution.wake-up.own", "false"));
    }

    /** The names that a row had in the first version, and those by which each version finds it. */
    private static Set<String> firstAttributes() {
        try {
            JsonNode row = new ObjectMapper().readTree(UpgradeIT.class.getResource("/execution/store/first-row.json"));
            Set<String> names = new HashSet<>();
            row.fieldNames().forEachRemaining(names::add);
            names.add("request");
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first change of a row with other attributes. */
    private static AttributeValue change(
            Map<String, AttributeValue> row, Set<String> only, Map<String, AttributeValue> others) {
        Map<String, AttributeValue> change =
                new HashMap<>(row.get("history").l().get(0).m());
        if (only != null) {
            change.keySet().retainAll(only);
        }
        change.putAll(others);
        return AttributeValue.fromM(change);
    }

    private static Map<String, AttributeValue> withRunner(Map<String, AttributeValue> row, String runner) {
        row.put("job_runner", AttributeValue.fromS(runner));
        for (String name : new ArrayList<>(row.keySet())) {
            String text = row.get(name).s();
            if (name.startsWith("GSI") && text != null) {
                row.put(name, AttributeValue.fromS(text.replace("#RUNNER#ecs", "#RUNNER#" + runner)));
            }
        }
        return row;
    }

    private static Map<String, AttributeValue> row(ExecutionKey key) {
        return new HashMap<>(SharedPlatform.row(key));
    }

    private Map<String, AttributeValue> slots() {
        return SharedPlatform.get()
                .dynamoDb()
                .getItem(get -> get.tableName(Names.EXECUTIONS_TABLE)
                        .consistentRead(true)
                        .key(Map.of(
                                "PK", AttributeValue.fromS("TENANT#" + tenant),
                                "SK", AttributeValue.fromS("SLOTS#ecs"))))
                .item();
    }

    private static void put(Map<String, AttributeValue> item) {
        SharedPlatform.get().dynamoDb().putItem(put -> put.tableName(Names.EXECUTIONS_TABLE)
                .item(item));
    }
}
