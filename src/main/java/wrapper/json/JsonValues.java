package wrapper.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON values as the actions' routes get them: texts, numbers, booleans, null, lists and maps of these. */
public final class JsonValues {
    private JsonValues() {}

    /** Makes one of a tree; a {@link ReplacedCommand} at any depth becomes its text. */
    public static Object of(JsonNode node) {
        var text = ReplacedCommand.text(node);
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
