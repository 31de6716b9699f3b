package execution.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.DisallowSchemaLoader;
import execution.yaml.KeyPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a task's request must be. A schema that was made here can be trusted with a request from outside: it reads
 * nothing else, it does not lead back to itself, and each of its patterns gives up after a bounded number of steps.
 */
public final class RequestSchema {

    /** The most problems of a request that are named. */
    private static final int MOST_PROBLEMS = 20;

    /** For a request of more values only the first problem is looked for, because the library keeps all it finds. */
    private static final int MOST_VALUES = 300;

    private static final JsonMetaSchema DIALECT = JsonMetaSchema.builder(
                    JsonMetaSchema.getV202012().getIri(), JsonMetaSchema.getV202012())
            .keyword(new NonValidationKeyword(TaskSchema.MUST_BE))
            .build();

    private static final JsonSchemaFactory SCHEMAS =
            JsonSchemaFactory.getInstance(VersionFlag.V202012, builder -> builder.metaSchema(DIALECT)
                    .defaultMetaSchemaIri(DIALECT.getIri())
                    .schemaLoaders(loaders -> loaders.add(DisallowSchemaLoader.getInstance())));

    private static final JsonSchema META_SCHEMA = JsonSchemaFactory.getInstance(VersionFlag.V202012)
            .getSchema(
                    SchemaLocation.of(JsonMetaSchema.getV202012().getIri()),
                    SchemaValidatorsConfig.builder().locale(Locale.ENGLISH).build());

    private final JsonNode definition;
    private final JsonSchema schema;

    private RequestSchema(JsonNode definition) {
        this.definition = definition;
        schema = SCHEMAS.getSchema(
                definition,
                SchemaValidatorsConfig.builder()
                        .locale(Locale.ENGLISH)
                        .formatAssertionsEnabled(true)
                        .regularExpressionFactory(BoundedPattern::of)
                        .build());
        schema.initializeValidators();
    }

    /**
     * What is wrong with a request.
     *
     * @param path the keys and indexes within the request, such as {@code .ports[0]}; empty for the request as a whole
     */
    public record Problem(String path, String problem) {}

    /**
     * Makes the schema of a definition that {@link #errors} finds nothing wrong with.
     *
     * @throws IllegalArgumentException if the definition cannot be used
     */
    static RequestSchema of(JsonNode definition) {
        Map<KeyPath, String> errors = errors(definition);
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException("the request schema cannot be used: " + errors);
        }
        return new RequestSchema(definition);
    }

    /** Finds what is wrong with a definition, by the keys that lead there. */
    static Map<KeyPath, String> errors(JsonNode definition) {
        Map<KeyPath, String> errors = new LinkedHashMap<>();
        for (ValidationMessage message : META_SCHEMA.validate(definition)) {
            errors.putIfAbsent(
                    KeyPath.of(message.getInstanceLocation()), "is not valid JSON Schema: " + message.getError());
        }
        SchemaLint.check(definition, errors);
        if (errors.isEmpty()) {
            try {
                new RequestSchema(definition);
            } catch (RuntimeException e) {
                errors.put(KeyPath.ROOT, "cannot be used as a JSON Schema");
            }
        }
        return errors;
    }

    /**
     * Finds what is wrong with a request. The problems repeat nothing of the request but names of its fields.
     *
     * @param request a JSON object or a text, of bounded size and depth
     * @return at most {@value #MOST_PROBLEMS} problems, one a field; empty if the request is as it has to be
     */
    public List<Problem> check(JsonNode request) {
        try {
            List<ValidationMessage> found = List.copyOf(schema.validate(request, context -> context.setFailFast(true)));
            if (!found.isEmpty() && values(request) <= MOST_VALUES) {
                found = List.copyOf(schema.validate(request));
            }
            Map<String, String> problems = new LinkedHashMap<>();
            for (ValidationMessage message : found) {
                if (problems.size() < MOST_PROBLEMS) {
                    problems.putIfAbsent(place(message), words(message));
                }
            }
            List<Problem> answer = new ArrayList<>();
            problems.forEach((path, problem) -> answer.add(new Problem(path, problem)));
            return answer;
        } catch (BoundedPattern.TooManyStepsException e) {
            return List.of(new Problem("", "has a text that takes too long to check"));
        } catch (RuntimeException | StackOverflowError e) {
            // The library fails at some numbers that are larger than any double.
            return List.of(new Problem("", "has a value that cannot be checked"));
        }
    }

    private static int values(JsonNode node) {
        int sum = 1;
        for (JsonNode child : node) {
            sum += values(child);
        }
        return sum;
    }

    private static String place(ValidationMessage message) {
        KeyPath path = KeyPath.of(message.getInstanceLocation());
        if (message.getProperty() != null) {
            path = path.to(message.getProperty());
        }
        String text = path.toString();
        return text.isEmpty() || text.startsWith("[") ? text : "." + text;
    }

    private String words(ValidationMessage message) {
        JsonNode around = definition;
        for (Object key :
                KeyPath.of(message.getSchemaLocation().getFragment()).parent().elements()) {
            around = key instanceof Integer index ? around.path(index) : around.path(key.toString());
        }
        return switch (message.getType()) {
            case "required" -> "is required";
            case "additionalProperties", "unevaluatedProperties" -> "is not a known field";
            default ->
                around.has(TaskSchema.MUST_BE)
                        ? "must be " + around.get(TaskSchema.MUST_BE).asText()
                        : message.getError();
        };
    }
}
