package execution.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.UnusableMessageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * Reads the records of the table's stream; null for those of other items than executions, and of what this instance did
 * itself.
 */
@Component
public class StreamRecords implements Predicate<Record> {

    private final ExecutionItems items;
    private final ObjectMapper mapper;
    private final RecentRows recent;
    private final WakeUpProperties wakeUp;

    StreamRecords(ExecutionItems items, ObjectMapper mapper, RecentRows recent, WakeUpProperties wakeUp) {
        this.items = items;
        this.mapper = mapper;
        this.recent = recent;
        this.wakeUp = wakeUp;
    }

    /** Tells whether a record is of an execution, and not of a write that this instance has acted on. */
    @Override
    public boolean test(Record change) {
        return isWanted(change.dynamodb().newImage());
    }

    public Execution fromStream(@Body Record change) {
        return execution(change.dynamodb().newImage());
    }

    /** A record as EventBridge Pipes puts it on a queue. */
    public Execution fromQueue(@Body String message) {
        try {
            Map<String, AttributeValue> item = new HashMap<>();
            mapper.readTree(message)
                    .at("/dynamodb/NewImage")
                    .properties()
                    .forEach(attribute -> item.put(attribute.getKey(), value(attribute.getValue())));
            return execution(item);
        } catch (JsonProcessingException e) {
            throw new UnusableMessageException("not a record of the table's stream: " + e.getOriginalMessage());
        }
    }

    private Execution execution(Map<String, AttributeValue> item) {
        return isWanted(item) ? items.fromItem(item) : null;
    }

    private boolean isWanted(Map<String, AttributeValue> item) {
        return item != null
                && item.containsKey("SK")
                && ExecutionKey.isSortKey(item.get("SK").s())
                && !(wakeUp.own() && isKnown(item));
    }

    /**
     * Whether this instance wrote it and acted on it then. A pending execution is told of again as long as it is not
     * known to have gone on: the index that finds it may have lagged behind the first time.
     */
    private boolean isKnown(Map<String, AttributeValue> item) {
        AttributeValue stored = item.get(ExecutionItems.VERSION);
        if (stored == null || stored.n() == null) {
            // Somebody changed the row by hand; whoever reads it says so.
            return false;
        }
        long version = Long.parseLong(stored.n());
        return recent.find(ExecutionKey.of(item.get("PK").s(), item.get("SK").s()))
                .filter(own ->
                        own.version() > version || own.version() == version && own.status() != ExecutionStatus.PENDING)
                .isPresent();
    }

    private static AttributeValue value(JsonNode typed) {
        Map.Entry<String, JsonNode> entry = typed.properties().iterator().next();
        JsonNode value = entry.getValue();
        return switch (entry.getKey()) {
            case "S" -> AttributeValue.fromS(value.asText());
            case "N" -> AttributeValue.fromN(value.asText());
            case "BOOL" -> AttributeValue.fromBool(value.asBoolean());
            case "M" -> {
                Map<String, AttributeValue> map = new HashMap<>();
                value.properties().forEach(field -> map.put(field.getKey(), value(field.getValue())));
                yield AttributeValue.fromM(map);
            }
            case "L" -> {
                List<AttributeValue> list = new ArrayList<>();
                value.forEach(element -> list.add(value(element)));
                yield AttributeValue.fromL(list);
            }
            default -> AttributeValue.fromNul(true);
        };
    }
}
