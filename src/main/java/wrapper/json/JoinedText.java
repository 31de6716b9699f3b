package wrapper.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A text that JSON may give in parts: {@code {"commands": [..], "action": "join"}} means the parts joined by one space.
 * The parts are joined before their placeholders are resolved, which gives the same text as joining them afterwards.
 */
public final class JoinedText {
    private static final Set<String> KEYS = Set.of("commands", "action");
    /** What is told to those who give anything else. */
    public static final String EXPECTED = "must be a text or {\"commands\": [texts], \"action\": \"join\"}";

    private JoinedText() {}

    /** Gives a text, whether it is plain or in parts; nothing if the node is any other JSON value. */
    public static Optional<String> text(JsonNode node) {
        if (node.isTextual()) {
            return Optional.of(node.textValue());
        }
        return isOne(node)
                ? Optional.of(StreamSupport.stream(node.get("commands").spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(" ")))
                : Optional.empty();
    }

    private static boolean isOne(JsonNode node) {
        JsonNode action = node.path("action");
        JsonNode parts = node.path("commands");
        return node.isObject()
                && parts.isArray()
                && StreamSupport.stream(parts.spliterator(), false).allMatch(JoinedText::isScalar)
                && node.properties().stream().allMatch(field -> KEYS.contains(field.getKey()))
                && (action.isMissingNode() || action.isNull() || action.asText().equalsIgnoreCase("join"));
    }

    private static boolean isScalar(JsonNode part) {
        return part.isTextual() || part.isNumber() || part.isBoolean();
    }
}
