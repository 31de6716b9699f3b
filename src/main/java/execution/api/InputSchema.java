package execution.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.regex.RegularExpression;
import execution.http.OpenApi;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Checks a body from outside against its schema in openapi.yaml, so that the service refuses what the published
 * contract refuses. The words of an error come from the schema as well: {@code x-must-be} says of which form a text
 * must be. Each body must also be storable ({@link StorableJson}), which a schema cannot say.
 */
final class InputSchema {

    private static final String MUST_BE = "x-must-be";

    /** Draft 4 of JSON Schema, of which the schemas of OpenAPI 3.0 are made, and {@value #MUST_BE} besides. */
    private static final JsonMetaSchema DIALECT = JsonMetaSchema.builder(
                    JsonMetaSchema.getV4().getIri(), JsonMetaSchema.getV4())
            .keyword(new NonValidationKeyword(MUST_BE))
            .build();

    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(
            VersionFlag.V4, builder -> builder.metaSchema(DIALECT).defaultMetaSchemaIri(DIALECT.getIri()));

    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .regularExpressionFactory(InputSchema::whole)
            .build();

    private final JsonNode definition;
    private final JsonSchema schema;
    private final String hint;

    private InputSchema(JsonNode definition, String hint) {
        this.definition = definition;
        this.hint = hint;
        requireWords(definition);
        schema = SCHEMAS.getSchema(plain(definition), CONFIG);
        schema.initializeValidators();
    }

    /**
     * Reads a schema.
     *
     * @param name the name of a schema in openapi.yaml
     * @throws IllegalArgumentException if there is no such schema, or it cannot be used
     */
    static InputSchema of(String name) {
        return of(name, "");
    }

    /**
     * Reads a schema.
     *
     * @param hint what a sender can do about a field that the schema does not know; the error ends with this text
     */
    static InputSchema of(String name, String hint) {
        return new InputSchema(OpenApi.schema(name), hint);
    }

    /**
     * Rewrites a schema in words that the library reads as the contract means them. A schema that is nullable gets null
     * as a second type, because the library would accept null for the elements of a nullable list as well. A list of
     * allowed texts becomes a pattern, because the library fails when it looks in a list for a number that is larger
     * than any double.
     */
    private static JsonNode plain(JsonNode definition) {
        JsonNode copy = definition.deepCopy();
        for (JsonNode parent : copy.findParents("nullable")) {
            ObjectNode schema = (ObjectNode) parent;
            if (schema.remove("nullable").booleanValue()) {
                String type = schema.remove("type").textValue();
                schema.putArray("type").add(type).add("null");
            }
        }
        for (JsonNode parent : copy.findParents("enum")) {
            StringJoiner texts = new StringJoiner("|", "^(", ")$");
            ((ObjectNode) parent).remove("enum").forEach(text -> texts.add(Pattern.quote(text.textValue())));
            ((ObjectNode) parent).put("pattern", texts.toString());
        }
        return copy;
    }

    /**
     * Finds what is wrong with a body. Problems of fields that the schema knows come first.
     *
     * @param body a JSON object
     */
    FieldErrors check(JsonNode body) {
        FieldErrors errors = new FieldErrors();
        if (!schema.validate(body, context -> context.setFailFast(true)).isEmpty()) {
            FieldErrors surplus = new FieldErrors();
            schema.validate(withoutSurplus(definition, body, "", surplus))
                    .forEach(message -> errors.add(field(message), problem(message)));
            errors.addAll(surplus);
        }
        body.properties().forEach(field -> StorableJson.check(errors, field.getKey(), field.getValue()));
        return errors;
    }

    /**
     * Gives the body without fields that the schema does not know and without elements beyond the number that the
     * schema allows. They are left out because the library keeps every error until it has seen the whole body, and
     * some thousands of errors take a megabyte of memory.
     *
     * @param surplus gets a problem for each thing that is left out
     */
    private JsonNode withoutSurplus(JsonNode definition, JsonNode value, String path, FieldErrors surplus) {
        if (value.isArray() && definition.has("items")) {
            int most = definition.path("maxItems").asInt(Integer.MAX_VALUE);
            ArrayNode kept = JsonNodeFactory.instance.arrayNode();
            for (int i = 0; i < Math.min(value.size(), most); i++) {
                kept.add(withoutSurplus(definition.get("items"), value.get(i), path + "[" + i + "]", surplus));
            }
            if (value.size() > most) {
                surplus.add(path, "has " + value.size() + " elements, must have at most " + most);
            }
            return kept;
        }
        if (value.isObject() && (definition.has("properties") || definition.has("additionalProperties"))) {
            int most = definition.path("maxProperties").asInt(Integer.MAX_VALUE);
            ObjectNode kept = JsonNodeFactory.instance.objectNode();
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                JsonNode declared = property(definition, field.getKey());
                String place = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                if (!declared.isObject()) {
                    surplus.add(place, "is not a known field" + (path.isEmpty() ? hint : ""));
                } else if (kept.size() < most) {
                    kept.set(field.getKey(), withoutSurplus(declared, field.getValue(), place, surplus));
                }
            }
            if (value.size() > most) {
                surplus.add(path, "has " + value.size() + " entries, must have at most " + most);
            }
            return kept;
        }
        return value;
    }

    private static String field(ValidationMessage message) {
        StringBuilder path = new StringBuilder();
        JsonNodePath location = message.getInstanceLocation();
        for (int i = 0; i < location.getNameCount(); i++) {
            if (location.getElement(i) instanceof Integer index) {
                path.append('[').append(index).append(']');
            } else {
                path.append(i == 0 ? "" : ".").append(location.getName(i));
            }
        }
        if (message.getProperty() != null) {
            path.append(path.isEmpty() ? "" : ".").append(message.getProperty());
        }
        return path.toString();
    }

    private String problem(ValidationMessage message) {
        JsonNodePath location = message.getInstanceLocation();
        JsonNode found = message.getInstanceNode();
        boolean isLeftOut = found.isNull()
                && definition(location.getParent()).path("properties").has(location.getName(-1));
        return message.getType().equals("required") || isLeftOut
                ? "is required"
                : "must be " + form(definition(location));
    }

    /** Gives the schema of the value at a place in the body. */
    private JsonNode definition(JsonNodePath location) {
        JsonNode at = definition;
        for (int i = 0; i < location.getNameCount(); i++) {
            if (location.getElement(i) instanceof Integer) {
                at = at.path("items");
            } else {
                at = property(at, location.getName(i));
            }
        }
        return at;
    }

    /** Gives the schema of a field. The answer is no JSON object if the field is unknown. */
    private static JsonNode property(JsonNode definition, String name) {
        JsonNode property = definition.path("properties").path(name);
        return property.isMissingNode() ? definition.path("additionalProperties") : property;
    }

    /** Fails at the start of the service if the schema has no words for an error that a request can cause. */
    private static void requireWords(JsonNode definition) {
        form(definition);
        definition.path("properties").forEach(InputSchema::requireWords);
        for (String below : List.of("items", "additionalProperties")) {
            if (definition.path(below).isObject()) {
                requireWords(definition.get(below));
            }
        }
    }

    private static String form(JsonNode definition) {
        if (definition.has(MUST_BE)) {
            return definition.get(MUST_BE).textValue();
        }
        return switch (definition.path("type").asText()) {
            case "integer" ->
                "a whole number from " + definition.path("minimum").asText() + " to "
                        + definition.path("maximum").asText();
            case "boolean" -> "true or false";
            case "array" -> "a list";
            case "object" -> "an object";
            default ->
                throw new IllegalArgumentException("openapi.yaml does not say what form is wanted: " + definition);
        };
    }

    /**
     * Makes a pattern that the whole text must match, as the contract means it. Java's own {@code $} would accept an
     * end of line after the text.
     */
    private static RegularExpression whole(String regex) {
        if (!regex.startsWith("^") || !regex.endsWith("$")) {
            throw new IllegalArgumentException("a pattern in openapi.yaml has no beginning or end: " + regex);
        }
        Pattern pattern = Pattern.compile(regex);
        return text -> pattern.matcher(text).matches();
    }
}
