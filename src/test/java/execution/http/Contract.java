package execution.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.oas.OpenApi30;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** openapi.yaml as those read it who hold the service to it. */
final class Contract {

    private static final String FILE = "openapi.yaml";
    private static final Pattern ID = Pattern.compile("\\{[^}]+}");

    /** What no answer may hold: frames of a stack, names of classes, HTML, tokens. */
    private static final Pattern INSIDES = Pattern.compile(
            "\\bat [\\w.$]+\\(|\\w(Exception|Error)\\b|\\b(org|com|java|jakarta|software)\\.[a-z]+\\.|\\w+\\.get[A-Z]\\w+\\(|"
                    + "(?i)<html|<!doctype|bearer ey|arn:aws|accountid");

    /** A shorter token may stand in an answer by chance. */
    private static final int LEAST_TELLING = 20;

    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V7, builder -> builder.metaSchema(OpenApi30.getInstance())
                    .defaultMetaSchemaIri(OpenApi30.getInstance().getIri()));

    private final ObjectMapper mapper = new ObjectMapper();
    private final OpenAPI api;
    private final Set<String> generalStatuses;
    private final List<Call> calls = new ArrayList<>();
    private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();

    Contract() {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        options.setResolveFully(true);
        api = new OpenAPIV3Parser().read(FILE, null, options);
        generalStatuses = ((List<?>) api.getExtensions().get("x-general-statuses"))
                .stream().map(Object::toString).collect(Collectors.toSet());
        api.getPaths().forEach((path, item) -> item.readOperationsMap()
                .forEach((method, operation) -> calls.add(new Call(path, method, operation, item))));
    }

    /** An operation with where it is. */
    record Call(String template, PathItem.HttpMethod method, Operation operation, PathItem item) {

        boolean isAt(String method, String path) {
            return this.method.name().equals(method)
                    && path.matches(ID.matcher(template).replaceAll("[A-Za-z0-9_-]{1,80}"));
        }

        /** Those in its query. */
        List<Parameter> query() {
            return operation.getParameters() == null
                    ? List.of()
                    : operation.getParameters().stream()
                            .filter(parameter -> parameter.getIn().equals("query"))
                            .toList();
        }

        /** Of its body; null where it has none. */
        Schema<?> body() {
            return operation.getRequestBody() == null
                    ? null
                    : operation
                            .getRequestBody()
                            .getContent()
                            .get("application/json")
                            .getSchema();
        }

        boolean isForTasks() {
            return operation.getSecurity() != null
                    && operation.getSecurity().stream().anyMatch(kind -> kind.containsKey("callback"));
        }
    }

    List<Call> calls() {
        return calls;
    }

    /**
     * What is wrong with an answer; empty if it is as it is promised.
     *
     * @param request what was asked
     */
    Optional<String> wrong(FuzzedRequest request, Wire.Answer answer) {
        String status = Integer.toString(answer.status());
        Optional<Call> call = calls.stream()
                .filter(one -> one.isAt(request.method(), request.path()))
                .findFirst();
        boolean isDeclared = call.filter(one -> one.operation().getResponses().containsKey(status))
                .isPresent();
        if (answer.status() == 500 || answer.status() == 503) {
            return Optional.of("the service is not out of order");
        }
        if (!isDeclared && !generalStatuses.contains(status)) {
            return Optional.of("the status is not declared");
        }
        // The contract itself has examples, in which tasks have the names that AWS gives them.
        boolean isContract = call.filter(
                        one -> "get-contract".equals(one.operation().getOperationId()))
                .isPresent();
        if (!isContract && INSIDES.matcher(answer.body()).find()
                || request.token()
                        .filter(token -> token.length() >= LEAST_TELLING)
                        .filter(answer.toString()::contains)
                        .isPresent()) {
            return Optional.of("the answer tells what is inside");
        }
        if (answer.status() >= 400 && request.method().equals("HEAD")) {
            return Optional.empty();
        }
        if (answer.status() >= 400) {
            return answer.type().equals("application/problem+json")
                    ? unlike("components/schemas/Problem", answer.body())
                    : Optional.of("the answer is no problem+json");
        }
        if (answer.status() == 204) {
            return answer.body().isEmpty() ? Optional.empty() : Optional.of("the answer has a body");
        }
        if (!types(call.orElseThrow().operation(), status).contains(answer.type())) {
            return Optional.of("the type of the answer is not declared");
        }
        return answer.type().equals("application/json")
                ? unlike(
                        "paths/" + call.orElseThrow().template().replace("/", "~1") + "/"
                                + request.method().toLowerCase(Locale.ROOT) + "/responses/" + status
                                + "/content/application~1json/schema",
                        answer.body())
                : Optional.empty();
    }

    /** Gives the types of content that an operation declares for a status. */
    private static Set<String> types(Operation operation, String status) {
        Content content = operation.getResponses().get(status).getContent();
        return content == null ? Set.of() : content.keySet();
    }

    private Optional<String> unlike(String pointer, String body) {
        JsonSchema schema = schemas.computeIfAbsent(
                pointer,
                key -> SCHEMAS.getSchema(
                        SchemaLocation.of("classpath:" + FILE + "#/" + key),
                        SchemaValidatorsConfig.builder().build()));
        try {
            JsonNode json = mapper.readTree(body);
            var messages = schema.validate(json);
            return messages.isEmpty() ? Optional.empty() : Optional.of("not as the contract says: " + messages);
        } catch (JsonProcessingException e) {
            return Optional.of("no JSON");
        }
    }
}
