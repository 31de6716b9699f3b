package schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of a changed schema breaks somebody: a consumer that has the older schema and reads new messages, or one that
 * has the newer schema and reads messages that are on the topic from before. So nothing that is promised may change;
 * only optional fields may be added, and words for people.
 */
final class SchemaChanges {

    /** These say nothing about messages. */
    private static final Set<String> WORDS = Set.of("$schema", "title", "description");

    private SchemaChanges() {}

    static List<String> breaking(JsonNode released, JsonNode current) {
        List<String> problems = new ArrayList<>();
        compare("", released, current, problems);
        return problems;
    }

    private static void compare(String at, JsonNode released, JsonNode current, List<String> problems) {
        Set<String> keywords = names(released);
        keywords.addAll(names(current));
        keywords.removeAll(WORDS);
        for (String keyword : keywords) {
            JsonNode before = at(released, keyword);
            JsonNode now = at(current, keyword);
            switch (keyword) {
                case "properties" -> properties(at, before, now, problems);
                case "required" -> {
                    if (!texts(before).equals(texts(now))) {
                        problems.add(at + "/required: " + texts(before) + " became " + texts(now));
                    }
                }
                case "items", "additionalProperties" -> compareOrEqual(at + "/" + keyword, before, now, problems);
                default -> {
                    if (!texts(before).equals(texts(now))) {
                        problems.add(at + "/" + keyword + ": " + before + " became " + now);
                    }
                }
            }
        }
    }

    private static void properties(String at, JsonNode before, JsonNode now, List<String> problems) {
        for (String property : names(before)) {
            if (now.has(property)) {
                compare(at + "/" + property, before.get(property), now.get(property), problems);
            } else {
                problems.add(at + "/" + property + ": removed");
            }
        }
    }

    private static void compareOrEqual(String at, JsonNode before, JsonNode now, List<String> problems) {
        if (before.isObject() && now.isObject()) {
            compare(at, before, now, problems);
        } else if (!before.equals(now)) {
            problems.add(at + ": " + before + " became " + now);
        }
    }

    private static JsonNode at(JsonNode node, String name) {
        return node.has(name) ? node.get(name) : MissingNode.getInstance();
    }

    private static Set<String> names(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** A list as a set, for order means nothing in a schema. */
    private static Set<String> texts(JsonNode node) {
        Set<String> texts = new TreeSet<>();
        if (node.isArray()) {
            node.forEach(element -> texts.add(element.toString()));
        } else {
            texts.add(node.toString());
        }
        return texts;
    }
}
