package contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The examples of openapi.yaml. An example of a request and the example of its answer have the same name in the same
 * operation. Remembers which of them were compared with real ones.
 */
public final class Examples {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final JsonNode contract = contract();
    private final Set<String> compared = new HashSet<>();

    private static JsonNode contract() {
        try (InputStream file = Examples.class.getResourceAsStream("/openapi.yaml")) {
            return new YAMLMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the example of a request, as it is to be sent; empty if the operation has no such example. */
    public String request(String operationId, String name) {
        JsonNode example = value(operation(operationId).at("/requestBody/content/application~1json/examples/" + name));
        if (example.isMissingNode()) {
            return "";
        }
        compared.add(operationId + " request " + name);
        return example.toString();
    }

    /** Fails unless an answer has the status, the fields and the kinds of values of the example of this name. */
    public void assertAnswer(String operationId, String name, int status, String answer) {
        JsonNode example = value(
                operation(operationId).at("/responses/" + status + "/content/application~1json/examples/" + name));
        assertThat(example.isMissingNode())
                .as("%s is answered with %s %s, of which there is an example %s", operationId, status, answer, name)
                .isFalse();
        assertThat(shape(answer))
                .as("%s, example %s of %s: %s", operationId, name, status, answer)
                .isEqualTo(shape(example.toString()));
        compared.add(operationId + " " + status + " " + name);
    }

    /** Fails if there is an example that was compared with nothing. */
    public void assertAllCompared() {
        Set<String> all = new TreeSet<>();
        for (JsonNode path : contract.get("paths")) {
            for (JsonNode operation : path) {
                String id = operation.path("operationId").asText();
                names(operation.at("/requestBody/content/application~1json"))
                        .forEach(name -> all.add(id + " request " + name));
                operation.path("responses").properties().forEach(response -> names(
                                response.getValue().at("/content/application~1json"))
                        .forEach(name -> all.add(id + " " + response.getKey() + " " + name)));
            }
        }
        assertThat(new TreeSet<>(compared)).isEqualTo(all);
    }

    private static Stream<String> names(JsonNode content) {
        return content.path("examples").properties().stream().map(example -> example.getKey());
    }

    private JsonNode operation(String id) {
        for (JsonNode path : contract.get("paths")) {
            for (JsonNode operation : path) {
                if (id.equals(operation.path("operationId").asText())) {
                    return operation;
                }
            }
        }
        throw new IllegalArgumentException("no operation " + id);
    }

    private JsonNode value(JsonNode example) {
        JsonNode named =
                example.has("$ref") ? contract.at(example.get("$ref").asText().substring(1)) : example;
        return named.isMissingNode() ? MissingNode.getInstance() : named.path("value");
    }

    /** The paths of all values with their kinds, the elements of a list taken together. */
    private static Set<String> shape(String json) {
        try {
            Set<String> paths = new TreeSet<>();
            collect(MAPPER.readTree(json), "", paths);
            return paths;
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private static void collect(JsonNode value, String path, Set<String> paths) {
        paths.add(path + " " + value.getNodeType());
        if (value.isArray()) {
            value.forEach(element -> collect(element, path + "[]", paths));
        } else {
            value.properties().forEach(field -> collect(field.getValue(), path + "/" + field.getKey(), paths));
        }
    }
}
