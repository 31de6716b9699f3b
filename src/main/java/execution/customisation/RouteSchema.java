package execution.customisation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import execution.yaml.FileError;
import execution.yaml.KeyPath;
import execution.yaml.YamlDocument;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.springframework.core.io.ClassPathResource;

/**
 * The schema that Camel has for routes in YAML. An object of this class takes some megabytes, so none is kept for
 * longer than a check.
 */
final class RouteSchema {

    /** The kinds of errors, of which the first that there is says best what is wrong. */
    private static final List<String> KINDS = List.of("additionalProperties", "required", "enum", "type");

    private static final JsonMetaSchema DIALECT = JsonMetaSchema.builder(
                    JsonMetaSchema.getV4().getIri(), JsonMetaSchema.getV4())
            .keyword(new NonValidationKeyword("deprecated"))
            .build();

    /** The schema refers to itself in circles, so reading all of it ahead would take some 250 MB. */
    private final JsonSchema schema = JsonSchemaFactory.getInstance(
                    VersionFlag.V4, builder -> builder.metaSchema(DIALECT).defaultMetaSchemaIri(DIALECT.getIri()))
            .getSchema(
                    definition(),
                    SchemaValidatorsConfig.builder()
                            .typeLoose(true)
                            .preloadJsonSchema(false)
                            .build());

    /** Finds what a file has that Camel does not know, or lacks what Camel needs. */
    List<FileError> errors(YamlDocument document) {
        JsonNode texts = texts(document.root());
        Set<ValidationMessage> messages = schema.validate(texts);
        for (String kind : KINDS) {
            List<FileError> errors = messages.stream()
                    .filter(message -> message.getType().equals(kind))
                    .filter(message -> !kind.equals("type") || !isPlaceholder(texts, message))
                    .map(message -> error(document, kind, message))
                    .distinct()
                    .toList();
            if (!errors.isEmpty()) {
                return errors;
            }
        }
        return List.of();
    }

    private static FileError error(YamlDocument document, String kind, ValidationMessage message) {
        KeyPath at = KeyPath.of(message.getInstanceLocation());
        return switch (kind) {
            case "additionalProperties" ->
                document.error(at.to(message.getProperty()), "is no key that Camel knows at this place");
            case "required" -> document.error(at.to(message.getProperty()), "is required");
            case "enum" -> document.error(at, "must be one of " + message.getArguments()[0]);
            default -> document.error(at, "must be of the type " + message.getArguments()[1]);
        };
    }

    /** Tells whether a value is of the wrong type only because it is filled in later. */
    private static boolean isPlaceholder(JsonNode texts, ValidationMessage message) {
        JsonNode value = texts;
        for (Object element : KeyPath.of(message.getInstanceLocation()).elements()) {
            value = element instanceof Integer index ? value.path(index) : value.path(element.toString());
        }
        return value.asText().contains("{{");
    }

    /** Camel takes a number or a truth value where it wants a text, so the schema is asked about texts alone. */
    private static JsonNode texts(JsonNode node) {
        if (node.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(field -> object.set(field.getKey(), texts(field.getValue())));
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> array.add(texts(element)));
            return array;
        }
        return node.isNumber() || node.isBoolean() ? JsonNodeFactory.instance.textNode(node.asText()) : node;
    }

    private static JsonNode definition() {
        try (InputStream json = new ClassPathResource("schema/camelYamlDsl.json").getInputStream()) {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new IllegalStateException("Camel's schema of routes cannot be read", e);
        }
    }
}
