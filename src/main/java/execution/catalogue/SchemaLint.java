package execution.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import execution.yaml.KeyPath;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Finds in a request's schema what is valid JSON Schema and still not to be trusted with a request from outside: a
 * reference to somewhere else or back to itself, a pattern without ends or without a bound on the text, a format that
 * nothing checks, and an object that says nothing of further fields.
 */
final class SchemaLint {

    private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";
    private static final Set<String> FORMATS =
            Set.of("date", "date-time", "time", "duration", "hostname", "ipv4", "ipv6", "uri", "uuid");
    private static final Pattern LOCAL = Pattern.compile("#/\\$defs/([A-Za-z0-9_-]+)");
    private static final int MOST_TEXT = 32_768;

    /** Keywords whose value is data, in which nothing is a keyword. */
    private static final Set<String> DATA = Set.of("const", "enum", "default", "examples");

    /** Keywords whose value has schemas by names that mean nothing. */
    private static final Set<String> NAMED = Set.of("properties", "patternProperties", "$defs", "dependentSchemas");

    private final JsonNode root;
    private final Map<KeyPath, String> errors;

    private SchemaLint(JsonNode root, Map<KeyPath, String> errors) {
        this.root = root;
        this.errors = errors;
    }

    /** Adds what is wrong, by the keys that lead there. */
    static void check(JsonNode root, Map<KeyPath, String> errors) {
        SchemaLint lint = new SchemaLint(root, errors);
        lint.schema(root, KeyPath.ROOT);
        root.path("$defs").fieldNames().forEachRemaining(name -> {
            if (lint.leadsTo(name, root.path("$defs").get(name), new HashSet<>())) {
                errors.putIfAbsent(KeyPath.of("$defs", name), "must not lead back to itself");
            }
        });
    }

    private void schema(JsonNode schema, KeyPath path) {
        if (schema.isArray()) {
            for (int i = 0; i < schema.size(); i++) {
                schema(schema.get(i), path.to(i));
            }
            return;
        }
        if (!schema.isObject()) {
            return;
        }
        keywords(schema, path);
        schema.properties().forEach(keyword -> {
            String name = keyword.getKey();
            KeyPath at = path.to(name);
            if (NAMED.contains(name)) {
                keyword.getValue().properties().forEach(named -> schema(named.getValue(), at.to(named.getKey())));
            } else if (!DATA.contains(name)) {
                schema(keyword.getValue(), at);
            }
        });
    }

    private void keywords(JsonNode schema, KeyPath path) {
        if (schema.has("$schema") && !DRAFT.equals(schema.get("$schema").asText())) {
            errors.putIfAbsent(path.to("$schema"), "must be " + DRAFT + ", or be left out");
        }
        for (String unwanted : Set.of("$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef")) {
            if (schema.has(unwanted)) {
                errors.putIfAbsent(path.to(unwanted), "must be left out; $ref: '#/$defs/<name>' is allowed");
            }
        }
        if (schema.has("$ref")) {
            var local = LOCAL.matcher(schema.get("$ref").asText());
            if (!local.matches() || !root.path("$defs").has(local.group(1))) {
                errors.putIfAbsent(path.to("$ref"), "must be '#/$defs/<name>' of a schema in this file");
            }
        }
        if (schema.has("format") && !FORMATS.contains(schema.get("format").asText())) {
            errors.putIfAbsent(
                    path.to("format"),
                    "must be one of "
                            + String.join(", ", FORMATS.stream().sorted().toList()));
        }
        if (schema.has("pattern")) {
            pattern(schema.get("pattern").asText(), path.to("pattern"));
            if (!schema.path("maxLength").canConvertToInt()
                    || schema.get("maxLength").asInt() > MOST_TEXT) {
                errors.putIfAbsent(
                        path.to("pattern"),
                        "must have maxLength beside it, of at most " + MOST_TEXT
                                + ", because long texts take long to check");
            }
        }
        schema.path("patternProperties")
                .fieldNames()
                .forEachRemaining(
                        regex -> pattern(regex, path.to("patternProperties").to(regex)));
        boolean isObject = "object".equals(schema.path("type").asText());
        if (isObject && !schema.has("additionalProperties") && !schema.has("unevaluatedProperties")) {
            errors.putIfAbsent(path, "must say with additionalProperties whether other fields are allowed");
        }
    }

    private void pattern(String regex, KeyPath path) {
        if (!regex.startsWith("^") || !regex.endsWith("$")) {
            errors.putIfAbsent(path, "must begin with ^ and end with $, or it says nothing of the rest of the text");
            return;
        }
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            errors.putIfAbsent(path, "is not a regular expression: " + e.getDescription());
        }
    }

    /** Tells whether a schema of this name is among those that a schema refers to, near or far. */
    private boolean leadsTo(String name, JsonNode schema, Set<String> seen) {
        for (JsonNode reference : schema.findValues("$ref")) {
            var local = LOCAL.matcher(reference.asText());
            if (local.matches()) {
                String other = local.group(1);
                if (other.equals(name)
                        || seen.add(other) && leadsTo(name, root.path("$defs").path(other), seen)) {
                    return true;
                }
            }
        }
        return false;
    }
}
