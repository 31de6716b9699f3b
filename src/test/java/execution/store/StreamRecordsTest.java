package execution.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.model.Execution;
import execution.model.Samples;
import execution.model.UnusableMessageException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

class StreamRecordsTest {

    private final DueTimes due = StoreFixture.dueTimes();
    private final ExecutionItems items = new ExecutionItems(due, StoreFixture.lanes(StoreFixture.PRIORITY_STEP));
    private final RecentRows recent = new RecentRows();
    private final StreamRecords records = records(true);

    private StreamRecords records(boolean ownWakeUps) {
        return new StreamRecords(
                items,
                new ObjectMapper(),
                recent,
                new WakeUpProperties(WakeUpProperties.Source.QUEUE, Duration.ofSeconds(1), ownWakeUps));
    }

    private static Record record(Map<String, AttributeValue> image) {
        return Record.builder().dynamodb(change -> change.newImage(image)).build();
    }

    private Record of(Execution execution) {
        return record(items.toItem(execution));
    }

    /** As EventBridge Pipes writes an item: each value in an object that names its type. */
    private static ObjectNode typed(Map<String, AttributeValue> item) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        item.forEach((name, value) -> object.set(name, typed(value)));
        return object;
    }

    private static ObjectNode typed(AttributeValue value) {
        ObjectNode typed = JsonNodeFactory.instance.objectNode();
        switch (value.type()) {
            case S -> typed.put("S", value.s());
            case N -> typed.put("N", value.n());
            case BOOL -> typed.put("BOOL", value.bool());
            case M -> typed.set("M", typed(value.m()));
            case L -> {
                ArrayNode list = typed.putArray("L");
                value.l().forEach(element -> list.add(typed(element)));
            }
            default -> typed.put("NULL", true);
        }
        return typed;
    }

    private static String message(Map<String, AttributeValue> image) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.putObject("dynamodb").set("NewImage", typed(image));
        return message.toString();
    }

    private Execution read(Record change) {
        Execution execution = records.fromStream(change);
        assertThat(records.test(change)).isEqualTo(execution != null);
        return execution;
    }

    @Test
    void shouldReadTheSameFromTheStreamAndFromAQueue() {
        for (Execution state : ExecutionItemsTest.everyState()) {
            Map<String, AttributeValue> item = items.toItem(due.scheduled(state, Samples.CREATED));
            Execution execution = items.fromItem(item);

            assertThat(records.fromStream(record(item))).isEqualTo(execution);
            assertThat(records.fromQueue(message(item))).isEqualTo(execution);
        }
    }

    @Test
    void shouldReadAttributesThatOthersPutOnARow() {
        Map<String, AttributeValue> item = new HashMap<>(items.toItem(Samples.running(1)));
        item.put("none", AttributeValue.fromNul(true));
        item.put("flags", AttributeValue.fromL(List.of(AttributeValue.fromBool(false))));

        assertThat(records.fromQueue(message(item))).isEqualTo(items.fromItem(item));
    }

    @Test
    void shouldNameTheRowThatSomebodyMadeUnreadable() {
        Map<String, AttributeValue> item = new HashMap<>(items.toItem(Samples.running(1)));
        item.remove(ExecutionItems.VERSION);

        assertThatThrownBy(() -> records.fromStream(record(item)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(Samples.running(1).key().executionId());
    }

    @Test
    void shouldPassOverWhatIsNoExecution() {
        Execution pending = Samples.pending();

        assertThat(read(record(items.launchItem(pending, Samples.launch())))).isNull();
        assertThat(records.fromQueue(message(ExecutionStore.primaryKey("TENANT#demo", "SLOTS#ecs"))))
                .isNull();
        assertThat(read(record(null))).as("a deletion").isNull();
        assertThat(records.fromQueue("{\"dynamodb\":{\"Keys\":{}}}")).isNull();
    }

    @Test
    void shouldPassOverWhatThisInstanceWrote() {
        Execution running = Samples.running(1);
        Execution next = running.nextVersion();
        recent.wrote(running);

        assertThat(read(of(running))).isNull();
        assertThat(read(of(next))).as("somebody else changed it").isNotNull();
        recent.wrote(next);
        assertThat(read(of(running))).as("of before").isNull();
    }

    @Test
    void shouldTellOfAPendingExecutionUntilItIsKnownToHaveGoneOn() {
        Execution pending = Samples.pending();
        recent.wrote(pending);
        assertThat(read(of(pending))).isNotNull();

        recent.wrote(
                pending.allocate(Samples.launch(), "instance", Samples.CREATED).nextVersion());

        assertThat(read(of(pending))).isNull();
    }

    @Test
    void shouldTellOfItsOwnWritesWhereAnInstanceDoesNotWakeItself() {
        Execution running = Samples.running(1);
        recent.wrote(running);

        assertThat(records(false).fromStream(of(running))).isNotNull();
    }

    @Test
    void shouldRefuseAMessageThatIsNoJson() {
        assertThatThrownBy(() -> records.fromQueue("{"))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("not a record");
    }
}
