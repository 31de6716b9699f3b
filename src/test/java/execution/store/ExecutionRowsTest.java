package execution.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.Lane;
import execution.model.Samples;
import execution.model.Timestamps;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The published data model: what an execution's row has. */
class ExecutionRowsTest {

    private static final String TENANT = "TENANT#demo";
    private static final String CREATED = "2026-01-01T00:00:00.123456";

    private final DueTimes due = StoreFixture.dueTimes();
    private final ExecutionItems items = new ExecutionItems(due, StoreFixture.lanes(StoreFixture.PRIORITY_STEP));

    private Map<String, String> texts(Execution execution, String... names) {
        Map<String, AttributeValue> item = items.toItem(execution);
        return List.of(names).stream()
                .filter(item::containsKey)
                .collect(Collectors.toMap(name -> name, name -> item.get(name).s(), (a, b) -> a, TreeMap::new));
    }

    @Test
    void shouldReadWhatItWroteInEveryState() {
        ExecutionItemsTest.everyState().forEach(state -> {
            Execution execution = due.scheduled(state, Samples.CREATED);
            // The numbers of a job are of another type once they were in the table.
            Execution read = items.fromItem(items.toItem(execution));

            assertThat(items.fromItem(items.toItem(read))).isEqualTo(read);
            assertThat(items.toItem(read)).isEqualTo(items.toItem(execution));
            assertThat(read.dueAt()).isEqualTo(execution.dueAt());
            assertThat(read.key()).isEqualTo(execution.key());
        });
    }

    @Test
    void shouldBeFoundByTenantStatusAndPlanItemInOrderOfCreation() {
        assertThat(texts(
                        Samples.running(1),
                        "GSI1PK",
                        "GSI1SK",
                        "GSI2PK",
                        "GSI2SK",
                        "GSI3PK",
                        "GSI3SK",
                        "GSI4PK",
                        "GSI4SK"))
                .isEqualTo(Map.of(
                        "GSI1PK", TENANT,
                        "GSI1SK", CREATED,
                        "GSI2PK", TENANT + "#STATUS#running",
                        "GSI2SK", CREATED,
                        "GSI3PK", TENANT + "#PLAN_ITEM#item-code-vulnerability",
                        "GSI3SK", CREATED,
                        "GSI4PK", TENANT + "#PLAN_ITEM#item-code-vulnerability#STATUS#running",
                        "GSI4SK", CREATED));
    }

    @Test
    void shouldBeFoundByItsLaneWhilePendingAndByItsAttemptsLater() {
        Execution pending = Samples.pending();
        Execution first = pending.allocate(Samples.launch(), "instance", Samples.CREATED);
        Execution second = first.nextAttempt("no capacity", true, "instance", null, Samples.CREATED);

        assertThat(texts(pending, "GSI5PK", "GSI5SK"))
                .containsEntry("GSI5PK", new Lane("demo", "ecs").indexKey())
                .containsEntry("GSI5SK", CREATED + "#" + pending.key().executionId());
        assertThat(texts(first, "GSI5PK")).isEqualTo(texts(second, "GSI5PK"));
        assertThat(texts(first, "GSI5PK").get("GSI5PK"))
                .isEqualTo(ExecutionItems.attemptKey(second.attemptId()))
                .startsWith("ATTEMPT#");
        assertThat(texts(first, "GSI5SK")).containsEntry("GSI5SK", CREATED);
        assertThat(texts(pending.end(ExecutionStatus.CANCELLED, null, "cancelled", Samples.CREATED), "GSI5PK"))
                .as("it had no attempt")
                .isEmpty();
    }

    @Test
    void shouldHaveItsTimesInSecondsAsWell() {
        Execution ended = Samples.running(1).end(ExecutionStatus.COMPLETED, 0, null, Samples.CREATED.plusSeconds(60));
        String created = Long.toString(Samples.CREATED.getEpochSecond());

        Map<String, AttributeValue> item = items.toItem(ended);
        assertThat(item)
                .containsEntry("created_at_ts", AttributeValue.fromN(created))
                .containsEntry("registered_at_ts", AttributeValue.fromN(created))
                .containsEntry(
                        "completed_at_ts", AttributeValue.fromN(Long.toString(Samples.CREATED.getEpochSecond() + 60)))
                .containsEntry("tenant_id", AttributeValue.fromS("demo"))
                .containsEntry("jit_event_id", AttributeValue.fromS(ended.key().jitEventId()))
                .containsEntry("execution_id", AttributeValue.fromS(ended.key().executionId()));
        assertThat(items.toItem(Samples.pending())).doesNotContainKeys("registered_at_ts", "completed_at_ts");
    }

    @Test
    void shouldShowCallersNothingOfHowWorkIsFoundAndClaimed() {
        ObjectNode shown = items.toJson(due.scheduled(Samples.running(1), Samples.CREATED));

        assertThat(shown.fieldNames())
                .toIterable()
                .contains("PK", "SK", "status", "history")
                .doesNotContain(
                        "GSI5PK", "GSI5SK", "GSI6PK", "GSI6SK", "version", "change_id", "request_hash", "launcher");
    }

    @Test
    void shouldKeepTheLaunchInItsLaneBesideTheRow() {
        Execution pending = Samples.pending();
        Map<String, AttributeValue> item = items.launchItem(pending, Samples.launch());

        assertThat(item.get("PK").s()).isEqualTo(pending.key().partitionKey());
        assertThat(item.get("SK").s()).isEqualTo("LAUNCH#ecs#" + pending.key().sortKey());
        assertThat(items.launch(item)).isEqualTo(Samples.launch());
        assertThat(Timestamps.parse(CREATED)).isEqualTo(Samples.CREATED);
    }

    @Test
    void shouldSayWhichRowIsUnreadable() {
        Map<String, AttributeValue> row = new HashMap<>(items.toItem(Samples.pending()));
        row.put("status", AttributeValue.fromS("no-such-status"));
        Map<String, AttributeValue> launch = new HashMap<>(items.launchItem(Samples.pending(), Samples.launch()));
        launch.put("launch", AttributeValue.fromM(Map.of("settings", AttributeValue.fromS("no map"))));

        assertThatThrownBy(() -> items.fromItem(row))
                .hasMessageContaining(Samples.pending().key().sortKey());
        assertThatThrownBy(() -> items.launch(launch)).hasMessageContaining("LAUNCH#ecs#");
    }
}
