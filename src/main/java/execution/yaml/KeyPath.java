package execution.yaml;

import com.networknt.schema.JsonNodePath;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys and indexes that lead to a value.
 *
 * @param elements texts and whole numbers
 */
public record KeyPath(List<Object> elements) {

    public static final KeyPath ROOT = new KeyPath(List.of());

    public KeyPath {
        elements = List.copyOf(elements);
    }

    public static KeyPath of(Object... elements) {
        return new KeyPath(List.of(elements));
    }

    /** Gives the path that a validator of JSON Schema names. */
    public static KeyPath of(JsonNodePath location) {
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < location.getNameCount(); i++) {
            elements.add(location.getElement(i));
        }
        return new KeyPath(elements);
    }

    /** Leads one step further, to a key or an index. */
    public KeyPath to(Object element) {
        List<Object> longer = new ArrayList<>(elements);
        longer.add(element);
        return new KeyPath(longer);
    }

    /** Leads further, along another path. */
    public KeyPath to(KeyPath further) {
        List<Object> longer = new ArrayList<>(elements);
        longer.addAll(further.elements);
        return new KeyPath(longer);
    }

    /** Leads one step less far. The root stays the root. */
    public KeyPath parent() {
        return elements.isEmpty() ? this : new KeyPath(elements.subList(0, elements.size() - 1));
    }

    /** Gives the path as people read it, such as {@code attempts.rules[0].codes}. */
    @Override
    public String toString() {
        StringBuilder path = new StringBuilder();
        for (Object element : elements) {
            if (element instanceof Integer) {
                path.append('[').append(element).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(element);
            }
        }
        return path.toString();
    }
}
