package wrapper.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Texts as JSON may give them: a text, or {@code {"commands": [..], "action": "join"}}, whose parts are joined with one
 * space. They are joined before their placeholders are resolved, which gives the same text as after.
 */
public final class ReplacedCommand {
    private static final Set<String> KEYS = Set.of("commands", "action");
    public static final String EXPECTED = "must be a text or {\"commands\": [texts], \"action\": \"join\"}";

    private ReplacedCommand() {}

    /** Gives the text; nothing if it is any other JSON value. */
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
                && StreamSupport.stream(parts.spliterator(), false).allMatch(ReplacedCommand::isScalar)
                && node.properties().stream().allMatch(field -> KEYS.contains(field.getKey()))
                && (action.isMissingNode() || action.isNull() || action.asText().equalsIgnoreCase("join"));
    }

    private static boolean isScalar(JsonNode part) {
        return part.isTextual() || part.isNumber() || part.isBoolean();
    }
}
