package execution.customisation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import execution.yaml.FileError;
import execution.yaml.KeyPath;
import execution.yaml.YamlDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All routes in YAML that the project ships are valid by Camel's own schema and open in Kaoto: each step is written out
 * as an object, and each route and step says in its description what it is for, which Kaoto shows in the picture.
 */
class RouteDescriptionsTest {

    private static final List<Path> FOLDERS = List.of(
            Path.of("src", "main", "resources", "routes"),
            Path.of("src", "main", "resources", "actions"),
            Path.of("docs", "examples"));

    /** Kaoto draws each of these as a box of its own, as it does each element of {@code steps}. */
    private static final Set<String> BRANCHES = Set.of("when", "otherwise", "doCatch", "doFinally");

    private static RouteSchema schema;

    @BeforeAll
    static void read() {
        schema = new RouteSchema();
    }

    static List<Path> files() throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path folder : FOLDERS) {
            try (Stream<Path> found = Files.walk(folder)) {
                found.filter(file -> file.toString().endsWith(RoutesFolder.ENDING))
                        .sorted()
                        .forEach(all::add);
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldBeValidByCamelsSchema(Path file) throws IOException {
        YamlDocument document = document(file);

        assertThat(document.errors()).isEmpty();
        assertThat(schema.errors(document)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldDescribeEachRouteAndStep(Path file) throws IOException {
        assertThat(undescribed(document(file))).isEmpty();
    }

    @Test
    void shouldNameWhatHasNoDescription() {
        YamlDocument document = YamlDocument.read(
                """
                - route:
                    id: a
                    from:
                      description: said
                      uri: direct:a
                      steps:
                        - to: direct:b
                        - choice:
                            description: said
                            when:
                              - simple: "${body}"
                                steps:
                                  - stop: {}
                            otherwise:
                              description: " "
                              steps: []
                """
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(undescribed(document))
                .extracting(FileError::key)
                .containsExactly(
                        "[0].route",
                        "[0].route.from.steps[0].to",
                        "[0].route.from.steps[1].choice.when[0]",
                        "[0].route.from.steps[1].choice.when[0].steps[0].stop",
                        "[0].route.from.steps[1].choice.otherwise");
    }

    private static YamlDocument document(Path file) throws IOException {
        return YamlDocument.read(Files.readAllBytes(file));
    }

    private static List<FileError> undescribed(YamlDocument document) {
        List<FileError> errors = new ArrayList<>();
        for (int i = 0; i < document.root().size(); i++) {
            KeyPath at = KeyPath.of(i, "route");
            JsonNode route = document.root().get(i).path("route");
            described(document, at, route, errors);
            described(document, at.to("from"), route.path("from"), errors);
            within(document, at, route, errors);
        }
        return errors;
    }

    private static void within(YamlDocument document, KeyPath at, JsonNode node, List<FileError> errors) {
        node.properties().forEach(field -> {
            KeyPath child = at.to(field.getKey());
            if (field.getKey().equals("steps")) {
                for (int i = 0; i < field.getValue().size(); i++) {
                    KeyPath step = child.to(i);
                    field.getValue()
                            .get(i)
                            .properties()
                            .forEach(kind -> described(document, step.to(kind.getKey()), kind.getValue(), errors));
                }
            } else if (BRANCHES.contains(field.getKey()) && field.getValue().isArray()) {
                for (int i = 0; i < field.getValue().size(); i++) {
                    described(document, child.to(i), field.getValue().get(i), errors);
                }
            } else if (BRANCHES.contains(field.getKey())) {
                described(document, child, field.getValue(), errors);
            }
            within(document, child, field.getValue(), errors);
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            within(document, at.to(i), node.get(i), errors);
        }
    }

    private static void described(YamlDocument document, KeyPath at, JsonNode node, List<FileError> errors) {
        if (node.path("description").asText().isBlank()) {
            errors.add(document.error(at, "has no description"));
        }
    }
}
