package wrapper.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as plain Java values, which is what routes of actions get: texts, numbers, booleans, null, lists and maps. */
public final class JsonValues {
    private JsonValues() {}

    /** Turns a tree into a plain value. A {@link JoinedText} at any depth becomes a text. */
    public static Object of(JsonNode node) {
        var text = JoinedText.text(node);
        if (text.isPresent()) {
            return text.get();
        }
        if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.properties().forEach(field -> map.put(field.getKey(), of(field.getValue())));
            return map;
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(item -> list.add(of(item)));
            return list;
        }
        if (node.isNumber()) {
            return node.numberValue();
        }
        return node.isBoolean() ? node.booleanValue() : null;
    }

    /** Says whether a value is a text, a number or a boolean. */
    public static boolean isScalar(Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean;
    }
}
