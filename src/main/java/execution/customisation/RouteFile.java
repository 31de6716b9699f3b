package execution.customisation;

import com.fasterxml.jackson.databind.JsonNode;
import execution.yaml.KeyPath;
import execution.yaml.YamlDocument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A file of the operator's routes, and what its text names.
 *
 * @param path absolute
 * @param content one byte more than a file may have, if the file has more
 */
record RouteFile(Path path, byte[] content, YamlDocument document) {

    /** The keys whose value is an endpoint: its URI, or an object with the key {@code uri}. */
    private static final Set<String> ENDPOINTS = Set.of("to", "toD", "wireTap", "poll");

    /** The keys whose value is an object with an expression that gives the URI of an endpoint. */
    private static final Set<String> EXPRESSIONS = Set.of("enrich", "pollEnrich");

    private static final Set<String> LANGUAGES = Set.of("constant", "simple");

    /**
     * A route of the file.
     *
     * @param id empty if the route has none
     * @param at leads to the route
     */
    record Entry(String id, KeyPath at, Use from) {}

    /**
     * The use of an endpoint.
     *
     * @param uri as it stands in the file, possibly empty
     * @param at leads to the URI
     * @param parameters the options that stand beside the URI; possibly missing
     * @param parametersAt leads to these options
     */
    record Use(String uri, KeyPath at, JsonNode parameters, KeyPath parametersAt) {}

    /** Gets the name of the file within its folder. */
    String name() {
        return path.getFileName().toString();
    }

    /** Finds the routes that the file has, without those that have no {@code from}. */
    List<Entry> routes() {
        List<Entry> routes = new ArrayList<>();
        JsonNode root = document.root();
        for (int i = 0; i < root.size(); i++) {
            JsonNode route = root.path(i).path("route");
            if (route.path("from").isObject()) {
                KeyPath at = KeyPath.of(i, "route");
                routes.add(new Entry(route.path("id").asText(), at, use(route.get("from"), at.to("from"))));
            }
        }
        return routes;
    }

    /** Finds the endpoints that the file sends to or asks. */
    List<Use> calls() {
        List<Use> calls = new ArrayList<>();
        collectCalls(document.root(), KeyPath.ROOT, calls);
        return calls;
    }

    private static void collectCalls(JsonNode node, KeyPath at, List<Use> calls) {
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collectCalls(node.get(i), at.to(i), calls);
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String key = field.getKey();
            KeyPath path = at.to(key);
            if (ENDPOINTS.contains(key)) {
                calls.add(use(field.getValue(), path));
            } else if (EXPRESSIONS.contains(key)) {
                collectExpression(field.getValue(), path, calls);
            }
            if (!key.equals("parameters")) {
                collectCalls(field.getValue(), path, calls);
            }
        }
    }

    private static void collectExpression(JsonNode node, KeyPath at, List<Use> calls) {
        for (String language : LANGUAGES) {
            JsonNode text = node.path(language);
            if (text.isTextual()) {
                calls.add(new Use(text.textValue(), at.to(language), node.path("none"), at));
            }
        }
    }

    private static Use use(JsonNode node, KeyPath at) {
        return node.isTextual()
                ? new Use(node.textValue(), at, node.path("none"), at)
                : new Use(node.path("uri").asText(), at.to("uri"), node.path("parameters"), at.to("parameters"));
    }
}
