package execution.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.oas.OpenApi30;
import com.networknt.schema.regex.RegularExpression;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The schemas of openapi.yaml, which is what callers are promised. */
public final class OpenApiContract {

    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V7, builder -> builder.metaSchema(OpenApi30.getInstance())
                    .defaultMetaSchemaIri(OpenApi30.getInstance().getIri()));

    private static final Map<String, JsonSchema> READ = new ConcurrentHashMap<>();

    private static final JsonNode CONTRACT = contract();

    private static final JsonNode DEFINITIONS = CONTRACT.at("/components/schemas");

    private OpenApiContract() {}

    /**
     * Checks that an execution, as the service answers with it, is of the form that is promised and holds nothing else.
     *
     * @param answer the JSON
     */
    public static void assertExecution(JsonNode answer) {
        assertKept("Execution", answer);
        assertThat(unknown(DEFINITIONS.get("Execution"), answer, ""))
                .as("not declared in openapi.yaml: %s", answer)
                .isEmpty();
    }

    /** The paths of what no schema names, but where a schema allows anything. */
    private static List<String> unknown(JsonNode declaredOrNamed, JsonNode value, String path) {
        String named = declaredOrNamed.path("$ref").asText();
        JsonNode schema =
                named.isEmpty() ? declaredOrNamed : DEFINITIONS.get(named.substring(named.lastIndexOf('/') + 1));
        List<String> unknown = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(element -> unknown.addAll(unknown(schema.path("items"), element, path + "[]")));
        } else if (value.isObject()
                && schema.has("properties")
                && !schema.path("additionalProperties").asBoolean()) {
            value.fields().forEachRemaining(field -> {
                JsonNode declared = schema.path("properties").path(field.getKey());
                if (declared.isMissingNode()) {
                    unknown.add(path + "/" + field.getKey());
                } else {
                    unknown.addAll(unknown(declared, field.getValue(), path + "/" + field.getKey()));
                }
            });
        }
        return unknown;
    }

    /** What is said under a word, wherever it stands. */
    static List<String> texts(String word) {
        return CONTRACT.findValuesAsText(word);
    }

    private static JsonNode contract() {
        try (InputStream contract = OpenApiContract.class.getResourceAsStream("/openapi.yaml")) {
            return new YAMLMapper().readTree(contract);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void assertKept(String schema, JsonNode answer) {
        assertThat(messages(schema, answer)).as("%s: %s", schema, answer).isEmpty();
    }

    static boolean isKept(String schema, JsonNode body) {
        try {
            return areNullsNullable(DEFINITIONS.get(schema), body)
                    && messages(schema, body).isEmpty();
        } catch (NumberFormatException e) {
            // The validator looks in a list of texts for a number that is larger than any double.
            return false;
        }
    }

    /** The validator takes null for the elements of what is nullable, too. */
    private static boolean areNullsNullable(JsonNode schema, JsonNode value) {
        if (value.isNull()) {
            return schema.isMissingNode()
                    || schema.path("nullable").asBoolean()
                    || StreamSupport.stream(schema.path("oneOf").spliterator(), false)
                            .anyMatch(one -> one.path("nullable").asBoolean());
        }
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .allMatch(element -> areNullsNullable(schema.path("items"), element));
        }
        return value.properties().stream().allMatch(field -> {
            JsonNode declared = schema.path("properties").path(field.getKey());
            return areNullsNullable(
                    declared.isMissingNode() ? schema.path("additionalProperties") : declared, field.getValue());
        });
    }

    private static Set<ValidationMessage> messages(String schema, JsonNode json) {
        return READ.computeIfAbsent(
                        schema,
                        name -> SCHEMAS.getSchema(
                                SchemaLocation.of("classpath:openapi.yaml#/components/schemas/" + name),
                                SchemaValidatorsConfig.builder()
                                        .regularExpressionFactory(OpenApiContract::ecmaScript)
                                        .build()))
                .validate(json);
    }

    /** A pattern as the standard of OpenAPI reads it: {@code $} is the end of the text, not of its last line. */
    private static RegularExpression ecmaScript(String regex) {
        Pattern pattern = Pattern.compile(regex.replaceFirst("\\$$", "\\\\z"));
        return text -> pattern.matcher(text).find();
    }

    /** The names of the properties that a schema does not require. */
    static Stream<String> optional(String schema) {
        JsonNode definition = DEFINITIONS.get(schema);
        Set<String> required = new HashSet<>();
        definition.get("required").forEach(name -> required.add(name.asText()));
        return definition.get("properties").properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !required.contains(name));
    }

    /** What a schema says that its properties are by default, as text. */
    static Map<String, String> defaults(String schema) {
        return DEFINITIONS.get(schema).get("properties").properties().stream()
                .filter(property -> property.getValue().has("default"))
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        property -> property.getValue().get("default").asText()));
    }
}
