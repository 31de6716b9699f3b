package shared.placeholder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Replaces the placeholders of a text by their values. Several threads may use it if they may use its sources. */
public final class Placeholders {
    private static final String OPEN = "${{";
    private static final String CLOSE = "}}";

    private final Map<String, PlaceholderSource> sources;

    /**
     * Makes it with the sources of its values.
     *
     * @param sources one source for each plugin
     * @throws IllegalStateException if two sources have the same plugin
     */
    public Placeholders(List<PlaceholderSource> sources) {
        this.sources = sources.stream().collect(Collectors.toMap(PlaceholderSource::plugin, Function.identity()));
    }

    /**
     * Replaces every placeholder of a text. A value that looks like a placeholder is not replaced again.
     *
     * @param text any text, with any number of placeholders
     * @return the text with the values in place of the placeholders
     * @throws UnresolvedPlaceholderException if a placeholder is unknown, malformed or not closed
     */
    public String resolve(String text) {
        int open = text.indexOf(OPEN);
        if (open < 0) {
            return text;
        }
        StringBuilder resolved = new StringBuilder(text.length());
        int copied = 0;
        while (open >= 0) {
            int close = text.indexOf(CLOSE, open);
            if (close < 0) {
                // The message does not quote the rest of the text, because the rest of a text whose placeholder has no
                // end may hold a secret.
                throw new UnresolvedPlaceholderException(
                        "placeholder opened at character " + (open + 1) + " is never closed");
            }
            resolved.append(text, copied, open).append(value(text.substring(open + OPEN.length(), close)));
            copied = close + CLOSE.length();
            open = text.indexOf(OPEN, copied);
        }
        return resolved.append(text, copied, text.length()).toString();
    }

    /**
     * Replaces every placeholder of a value: of a text, or of the texts that a list or a map holds at any depth. The
     * names of a map stay as they are, and so does every value that is not a text.
     *
     * @param value any value; it is not changed
     * @return the same kind of value with the placeholders replaced
     * @throws UnresolvedPlaceholderException if a placeholder is unknown, malformed or not closed
     */
    public Object resolveAll(Object value) {
        if (value instanceof String text) {
            return resolve(text);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(this::resolveAll).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> resolved = new LinkedHashMap<>();
            map.forEach((name, element) -> resolved.put(name, resolveAll(element)));
            return resolved;
        }
        return value;
    }

    private String value(String reference) {
        int dot = reference.indexOf('.');
        if (dot < 0) {
            throw unresolved(reference, "must have the form plugin.value");
        }
        String plugin = reference.substring(0, dot).strip();
        PlaceholderSource source = sources.get(plugin);
        if (source == null) {
            throw unresolved(
                    reference, "no such plugin here, only " + String.join(", ", new TreeSet<>(sources.keySet())));
        }
        try {
            return source.value(reference.substring(dot + 1).strip())
                    .orElseThrow(() -> unresolved(reference, "no such value"));
        } catch (UnavailableValueException e) {
            throw unresolved(reference, e.getMessage());
        }
    }

    private static UnresolvedPlaceholderException unresolved(String reference, String why) {
        return new UnresolvedPlaceholderException("placeholder " + OPEN + reference + CLOSE + ": " + why);
    }
}
