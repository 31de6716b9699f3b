package wrapper.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import shared.json.Json;
import wrapper.config.InputProblems;
import wrapper.config.Settings;
import wrapper.json.JoinedText;

/**
 * What {@code --cli-json} asks for.
 *
 * @param name the job's name; empty if it was not given
 * @param group the dimension Group of its metrics, by default that of the settings; empty if neither has one
 * @param command the entrypoint followed by the command, with the placeholders unresolved; empty only if problems were
 *     found
 * @param actions what is done before and after the command
 * @param retries how often the command is run again while it fails
 */
public record JobDescription(String name, String group, List<String> command, List<Action> actions, int retries) {
    /** A job of which nothing is known, so that nothing can be run. */
    public static final JobDescription NONE = new JobDescription("", "", List.of(), List.of(), 0);

    private static final int MAX_PROGRAM_NAME = 200;
    private static final Set<String> KEYS =
            new TreeSet<>(Set.of("job", "group", "entrypoint", "command", "commands", "actions", "retries"));

    /**
     * Reads the JSON.
     *
     * @param settings give the entrypoint and the group if the JSON does not
     * @param kinds reads the actions
     * @param problems gets what is wrong with the JSON
     */
    public static JobDescription parse(String json, Settings settings, ActionParser kinds, InputProblems problems) {
        JsonNode root;
        try {
            root = Json.read(json);
        } catch (Json.MalformedJsonException e) {
            problems.add("cli-json", e.getMessage());
            return NONE;
        }
        if (!root.isObject()) {
            problems.add("cli-json", "must be an object");
            return NONE;
        }
        root.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                problems.add("cli-json." + key, "no such key, only " + String.join(", ", KEYS));
            }
        });
        if (root.has("command") && root.has("commands")) {
            problems.add("cli-json.commands", "is another name of command: only one of them can be given");
        }
        List<String> command = new ArrayList<>(
                root.hasNonNull("entrypoint")
                        ? words("entrypoint", root, problems)
                        : settings.entrypoint().map(List::of).orElse(List.of()));
        command.addAll(words(root.has("command") ? "command" : "commands", root, problems));
        if (command.isEmpty()
                && !root.hasNonNull("entrypoint")
                && !root.hasNonNull("command")
                && !root.hasNonNull("commands")) {
            problems.add("cli-json.command", "is required where there is no entrypoint");
        } else if (problems.all().isEmpty() && command.isEmpty()) {
            problems.add("cli-json.command", "is empty, and so is entrypoint: nothing to run");
        } else if (!command.isEmpty() && command.get(0).isBlank()) {
            problems.add("cli-json.command", "its first word, the program, is empty");
        }
        List<Action> actions = kinds.parse("cli-json.actions", root.path("actions"), problems);
        String group = text("group", root, problems);
        return new JobDescription(
                text("job", root, problems),
                group.isEmpty() ? settings.group().orElse("") : group,
                List.copyOf(command),
                List.copyOf(actions),
                retries(root, problems));
    }

    /**
     * Gives the program as the job writes it, as a JSON text. It has no secret in it, because its placeholders are
     * unresolved. A program of more than 200 characters is cut, because it goes into reasons and the service refuses
     * long ones.
     */
    public String program() {
        String word = command.get(0);
        String start = Excerpt.of(word, MAX_PROGRAM_NAME);
        String text = new String(Json.bytes(start), StandardCharsets.UTF_8);
        return start.equals(word) ? text : text + "…";
    }

    private static int retries(JsonNode root, InputProblems problems) {
        JsonNode retries = root.path("retries");
        if (!absent(retries) && !(retries.isInt() && retries.intValue() >= 0)) {
            problems.add("cli-json.retries", "must be a whole number from 0");
        }
        return retries.asInt();
    }

    private static List<String> words(String key, JsonNode root, InputProblems problems) {
        JsonNode node = root.path(key);
        if (absent(node)) {
            return List.of();
        }
        if (JoinedText.text(node).isPresent()) {
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

    private static String word(String key, JsonNode node, InputProblems problems) {
        Optional<String> text = JoinedText.text(node);
        if (text.isEmpty()) {
            problems.add(key, "must be a text");
            return "?";
        }
        if (text.get().indexOf('\0') >= 0) {
            problems.add(key, "must not have a NUL character, which no program can be given");
        }
        return text.get();
    }

    private static String text(String key, JsonNode root, InputProblems problems) {
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
