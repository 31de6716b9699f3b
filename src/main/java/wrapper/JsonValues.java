package wrapper;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import placeholder.Placeholders;
import placeholder.UnresolvedPlaceholderException;

/** JSON values as the actions' routes get them: texts, numbers, booleans, null, lists and maps of these. */
final class JsonValues {
    private JsonValues() {}

    /** Makes one of a tree; a {@link ReplacedCommand} at any depth becomes its text. */
    static Object of(JsonNode node) {
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

    /**
     * Resolves the placeholders of all texts in a value; what is no text stays as it is, and so do the keys of maps.
     *
     * @throws UnresolvedPlaceholderException if one cannot be resolved
     */
    static Object resolve(Object value, Placeholders placeholders) {
        if (value instanceof String text) {
            return placeholders.resolve(text);
        }
        if (value instanceof Map<?, ?> map) {
            return resolve(map, placeholders);
        }
        if (value instanceof List<?> list) {
            List<Object> resolved = new ArrayList<>();
            list.forEach(item -> resolved.add(resolve(item, placeholders)));
            return resolved;
        }
        return value;
    }

    /** Resolves the placeholders of all values of a map. */
    static Map<String, Object> resolve(Map<?, ?> map, Placeholders placeholders) {
        Map<String, Object> resolved = new LinkedHashMap<>();
        map.forEach((key, value) -> resolved.put(String.valueOf(key), resolve(value, placeholders)));
        return resolved;
    }

    /** Says whether a value is a text, a number or a boolean. */
    static boolean isScalar(Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean;
    }
}
