package wrapper;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What {@code --cli-json} asks for.
 *
 * @param name the job's name for the log; empty if it was not given
 * @param command the entrypoint and after it the command, placeholders unresolved; never empty unless problems were
 *     found
 * @param actions what is to be done before and after it
 */
record Job(String name, List<String> command, List<Action> actions) {
    private static final Set<String> KEYS =
            new TreeSet<>(Set.of("job", "group", "entrypoint", "command", "commands", "actions", "retries"));

    /** Reads the JSON, whose actions are of the given kinds; adds to problems. */
    static Job parse(String json, ActionKinds kinds, Problems problems) {
        JsonNode root;
        try {
            root = Json.read(json);
        } catch (Json.MalformedJsonException e) {
            problems.add("cli-json", e.getMessage());
            return new Job("", List.of(), List.of());
        }
        if (!root.isObject()) {
            problems.add("cli-json", "must be an object");
            return new Job("", List.of(), List.of());
        }
        root.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                problems.add("cli-json." + key, "no such key, only " + String.join(", ", KEYS));
            }
        });
        refuseWhatDoesNotRunYet(root, problems);
        if (root.has("command") && root.has("commands")) {
            problems.add("cli-json.commands", "is another name of command: only one of them can be given");
        }
        List<String> command = new ArrayList<>(words("entrypoint", root, problems));
        command.addAll(words(root.has("command") ? "command" : "commands", root, problems));
        if (!root.hasNonNull("entrypoint") && !root.hasNonNull("command") && !root.hasNonNull("commands")) {
            problems.add("cli-json.command", "is required where there is no entrypoint");
        } else if (problems.all().isEmpty() && command.isEmpty()) {
            problems.add("cli-json.command", "is empty, and so is entrypoint: nothing to run");
        } else if (!command.isEmpty() && command.get(0).isBlank()) {
            problems.add("cli-json.command", "its first word, the program, is empty");
        }
        text("group", root, problems);
        List<Action> actions = kinds.parse("cli-json.actions", root.path("actions"), problems);
        return new Job(text("job", root, problems), List.copyOf(command), List.copyOf(actions));
    }

    // Dropped silently, it would let a run pass for something it was not.
    private static void refuseWhatDoesNotRunYet(JsonNode root, Problems problems) {
        JsonNode retries = root.path("retries");
        if (!absent(retries) && !(retries.isInt() && retries.intValue() >= 0)) {
            problems.add("cli-json.retries", "must be a whole number from 0");
        } else if (retries.asInt() > 0) {
            problems.add("cli-json.retries", "this version does not run a command again: leave it out");
        }
    }

    private static List<String> words(String key, JsonNode root, Problems problems) {
        JsonNode node = root.path(key);
        if (absent(node)) {
            return List.of();
        }
        if (ReplacedCommand.text(node).isPresent()) {
            return List.of(word("cli-json." + key, node, problems));
        }
        if (!node.isArray()) {
            problems.add("cli-json." + key, "must be a text or a list of texts");
            return List.of();
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            words.add(word("cli-json.%s[%d]".formatted(key, i), node.get(i), problems));
        }
        return words;
    }

    private static String word(String key, JsonNode node, Problems problems) {
        Optional<String> text = ReplacedCommand.text(node);
        if (text.isEmpty()) {
            problems.add(key, "must be a text");
            return "?";
        }
        if (text.get().indexOf('\0') >= 0) {
            problems.add(key, "must not have a NUL character, which no program can be given");
        }
        return text.get();
    }

    private static String text(String key, JsonNode root, Problems problems) {
        JsonNode node = root.path(key);
        if (!absent(node) && !node.isTextual()) {
            problems.add("cli-json." + key, "must be a text");
        }
        return node.asText("");
    }

    private static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }
}
