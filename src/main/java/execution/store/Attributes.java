package execution.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Converts JSON to attribute values and back. A null in an object is left out; a null in a list stays. */
public final class Attributes {

    private Attributes() {}

    public static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    public static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    static Map<String, AttributeValue> item(JsonNode object) {
        Map<String, AttributeValue> item = new LinkedHashMap<>();
        object.properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                item.put(field.getKey(), value(field.getValue()));
            }
        });
        return item;
    }

    static ObjectNode json(Map<String, AttributeValue> item) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        item.forEach((name, value) -> object.set(name, json(value)));
        return object;
    }

    /**
     * Estimates how many bytes of memory an item takes as JSON and as text, to bound what is read. Each value is one or
     * two Java objects, and each text exists several times on its way from the table to the caller.
     */
    static long weight(Map<String, AttributeValue> item) {
        long sum = 0;
        for (Map.Entry<String, AttributeValue> entry : item.entrySet()) {
            sum += 4L * entry.getKey().length() + weight(entry.getValue());
        }
        return sum;
    }

    private static long weight(AttributeValue value) {
        return switch (value.type()) {
            case S -> 100 + 4L * value.s().length();
            case M -> 100 + weight(value.m());
            case L -> 100 + value.l().stream().mapToLong(Attributes::weight).sum();
            default -> 100;
        };
    }

    private static AttributeValue value(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> AttributeValue.fromS(node.textValue());
            case NUMBER -> AttributeValue.fromN(node.asText());
            case BOOLEAN -> AttributeValue.fromBool(node.booleanValue());
            case OBJECT, POJO -> AttributeValue.fromM(item(node));
            case ARRAY -> {
                List<AttributeValue> list = new ArrayList<>(node.size());
                node.forEach(element -> list.add(value(element)));
                yield AttributeValue.fromL(list);
            }
            default -> AttributeValue.fromNul(true);
        };
    }

    private static JsonNode json(AttributeValue value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (value.type()) {
            case S -> nodes.textNode(value.s());
            case N -> number(value.n());
            case BOOL -> nodes.booleanNode(value.bool());
            case M -> json(value.m());
            case L -> {
                ArrayNode list = nodes.arrayNode(value.l().size());
                value.l().forEach(element -> list.add(json(element)));
                yield list;
            }
            case SS -> {
                ArrayNode list = nodes.arrayNode(value.ss().size());
                value.ss().forEach(list::add);
                yield list;
            }
            case NS -> {
                ArrayNode list = nodes.arrayNode(value.ns().size());
                value.ns().forEach(element -> list.add(number(element)));
                yield list;
            }
            default -> nodes.nullNode();
        };
    }

    private static JsonNode number(String text) {
        BigDecimal number = new BigDecimal(text);
        return number.stripTrailingZeros().scale() <= 0
                        && number.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
                ? JsonNodeFactory.instance.numberNode(number.longValueExact())
                : JsonNodeFactory.instance.numberNode(number);
    }
}
