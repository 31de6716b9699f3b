package execution.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.model.Execution;
import execution.model.ExecutionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import local.LocalTables;
import local.Names;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

class BatchReadsIT {

    private final StoreFixture fixture = StoreFixture.withSlots(1);
    private final String tenant = StoreFixture.newTenant();

    private List<Map<String, AttributeValue>> keys(int number) {
        String partition = "TEST#" + UUID.randomUUID();
        return IntStream.range(0, number)
                .mapToObj(i -> ExecutionStore.primaryKey(partition, Integer.toString(i)))
                .toList();
    }

    private static void put(Map<String, AttributeValue> item) {
        LocalTables.get().dynamoDb().putItem(put -> put.tableName(Names.EXECUTIONS_TABLE)
                .item(item));
    }

    @Test
    void shouldReadMoreThanOneAnswerHolds() {
        List<Map<String, AttributeValue>> keys = keys(250);
        keys.forEach(BatchReadsIT::put);

        assertThat(fixture.reads.rows(keys)).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(fixture.reads.current(keys)).containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void shouldLookOnceMoreForARowThatACopyOfTheTableDoesNotHaveYet() {
        List<Map<String, AttributeValue>> keys = keys(3);
        keys.forEach(BatchReadsIT::put);
        fixture.faults.changeAnswer("batchGetItem", answer -> ((BatchGetItemResponse) answer)
                .toBuilder()
                        .responses(Map.of(Names.EXECUTIONS_TABLE, List.of(keys.get(1))))
                        .build());

        assertThat(fixture.reads.rows(keys)).containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void shouldLeaveOutWhatIsNotThere() {
        List<Map<String, AttributeValue>> keys = keys(3);
        put(keys.get(2));

        assertThat(fixture.reads.rows(keys)).containsExactly(keys.get(2));
        assertThat(fixture.reads.rows(List.of())).isEmpty();
    }

    @Test
    void shouldNeedNoMoreThanTheKeysOfWhatItIsGiven() {
        Execution pending = fixture.created(tenant);
        ExecutionKey key = pending.key();

        List<Map<String, AttributeValue>> rows = fixture.reads.current(List.of(fixture.row(key)));

        assertThat(rows).containsExactly(fixture.row(key));
    }

    @Test
    void shouldAskAgainForWhatTheTableLeftUnread() {
        List<Map<String, AttributeValue>> keys = keys(3);
        keys.forEach(BatchReadsIT::put);
        fixture.faults.changeAnswer("batchGetItem", answer -> unread(List.of(), keys));
        fixture.faults.changeAnswer("batchGetItem", answer -> unread(keys.subList(0, 1), keys.subList(1, 3)));

        assertThat(fixture.reads.current(keys)).containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void shouldGiveUpOnATableThatLeavesEverythingUnread() {
        List<Map<String, AttributeValue>> keys = new ArrayList<>(keys(1));
        IntStream.range(0, 1_000)
                .forEach(i -> fixture.faults.changeAnswer("batchGetItem", answer -> unread(keys, keys)));

        assertThatThrownBy(() -> fixture.reads.current(keys)).hasMessageContaining("unprocessed");
    }

    private static BatchGetItemResponse unread(
            List<Map<String, AttributeValue>> read, List<Map<String, AttributeValue>> left) {
        return BatchGetItemResponse.builder()
                .responses(Map.of(Names.EXECUTIONS_TABLE, read))
                .unprocessedKeys(Map.of(
                        Names.EXECUTIONS_TABLE,
                        KeysAndAttributes.builder().keys(left).build()))
                .build();
    }
}
