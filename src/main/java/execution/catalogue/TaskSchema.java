package execution.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import execution.yaml.FileErrors;
import execution.yaml.KeyPath;
import java.io.IOException;
import java.io.InputStream;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;

/**
 * Checks a task's file against {@code schemas/task.v1.json}. The words of an error come from the schema: {@code
 * x-must-be} says of which form a text must be.
 */
final class TaskSchema {

    static final String MUST_BE = "x-must-be";

    private static final JsonMetaSchema DIALECT = JsonMetaSchema.builder(
                    JsonMetaSchema.getV202012().getIri(), JsonMetaSchema.getV202012())
            .keyword(new NonValidationKeyword(MUST_BE))
            .build();

    private static final JsonNode DEFINITION = definition();

    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(
                    VersionFlag.V202012, builder -> builder.metaSchema(DIALECT).defaultMetaSchemaIri(DIALECT.getIri()))
            .getSchema(
                    DEFINITION,
                    SchemaValidatorsConfig.builder()
                            .regularExpressionFactory(regex -> {
                                Pattern pattern = Pattern.compile(regex);
                                return text -> pattern.matcher(text).matches();
                            })
                            .build());

    private TaskSchema() {}

    /** Adds what is wrong with the file. */
    static void check(JsonNode file, FileErrors errors) {
        for (ValidationMessage message : SCHEMA.validate(file)) {
            KeyPath at = KeyPath.of(message.getInstanceLocation());
            switch (message.getType()) {
                case "required" -> errors.add(at.to(message.getProperty()), "is required");
                case "additionalProperties" ->
                    errors.add(
                            at.to(message.getProperty()), "is not a known key; known are " + knownKeys(definition(at)));
                case "propertyNames" ->
                    errors.add(named(at, message), "is not allowed here: a key must be " + names(at));
                default -> errors.add(at, "must be " + form(definition(at)));
            }
        }
    }

    private static KeyPath named(KeyPath at, ValidationMessage message) {
        return message.getProperty() == null ? at : at.to(message.getProperty());
    }

    private static String names(KeyPath at) {
        return form(resolved(definition(at).path("propertyNames")));
    }

    private static String knownKeys(JsonNode definition) {
        StringJoiner keys = new StringJoiner(", ");
        definition.path("properties").fieldNames().forEachRemaining(keys::add);
        return keys.toString();
    }

    /** Gives the part of the schema that describes a value. */
    private static JsonNode definition(KeyPath path) {
        JsonNode at = DEFINITION;
        for (Object element : path.elements()) {
            JsonNode property = at.path("properties").path(element.toString());
            if (element instanceof Integer) {
                at = at.path("items");
            } else {
                at = property.isMissingNode() ? at.path("additionalProperties") : property;
            }
            at = resolved(at);
        }
        return at;
    }

    private static JsonNode resolved(JsonNode definition) {
        return definition.has("$ref")
                ? DEFINITION.at(definition.get("$ref").textValue().substring(1))
                : definition;
    }

    private static String form(JsonNode definition) {
        if (definition.has(MUST_BE)) {
            return definition.get(MUST_BE).textValue();
        }
        if (definition.has("enum")) {
            StringJoiner texts = new StringJoiner(", ", "one of ", "");
            definition.get("enum").forEach(text -> texts.add(text.asText()));
            return texts.toString();
        }
        return switch (definition.path("type").asText()) {
            case "integer" -> "a whole number from " + definition.path("minimum") + " to " + definition.path("maximum");
            case "boolean" -> "true or false";
            case "array" -> "a list of at most " + definition.path("maxItems") + " elements";
            default ->
                definition.has("maxProperties")
                        ? "a mapping of at most " + definition.path("maxProperties") + " keys"
                        : "a mapping with the keys " + knownKeys(definition);
        };
    }

    private static JsonNode definition() {
        try (InputStream json = new ClassPathResource("schemas/task.v1.json").getInputStream()) {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new IllegalStateException("schemas/task.v1.json cannot be read", e);
        }
    }
}
