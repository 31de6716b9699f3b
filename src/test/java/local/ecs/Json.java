package local.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reading and writing the ECS documents, which are plain enough not to need classes of their own. */
final class Json {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    static <T> ArrayNode array(Collection<T> items, Function<T, ? extends JsonNode> element) {
        var array = array();
        items.forEach(item -> array.add(element.apply(item)));
        return array;
    }

    static ArrayNode texts(Collection<String> items) {
        var array = array();
        items.forEach(array::add);
        return array;
    }

    /** The text of a field, or null where it is missing or empty. */
    static String text(JsonNode node, String field) {
        var value = node.path(field);
        return value.isValueNode() && !value.isNull() && !value.asText().isEmpty() ? value.asText() : null;
    }

    static String required(JsonNode node, String field) {
        var value = text(node, field);
        if (value == null) {
            throw EcsException.invalid(field + " cannot be blank.");
        }
        return value;
    }

    static List<String> texts(JsonNode node, String field) {
        var items = new ArrayList<String>();
        node.path(field).forEach(item -> items.add(item.asText()));
        return items;
    }

    /** A list of name and value pairs, as ECS writes an environment. */
    static Map<String, String> pairs(JsonNode node, String field) {
        var pairs = new LinkedHashMap<String, String>();
        node.path(field)
                .forEach(pair ->
                        pairs.put(pair.path("name").asText(), pair.path("value").asText()));
        return pairs;
    }

    /** Times on the ECS wire are seconds since the epoch with a fraction. */
    static void time(ObjectNode node, String field, Instant time) {
        if (time != null) {
            node.put(field, time.toEpochMilli() / 1000.0);
        }
    }

    static void textIfSet(ObjectNode node, String field, String value) {
        if (value != null) {
            node.put(field, value);
        }
    }
}
