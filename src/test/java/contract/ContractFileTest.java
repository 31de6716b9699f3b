package contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ContractFileTest {

    /** The description itself, and what only a job with a very large environment asks for. */
    private static final Set<String> WITHOUT_EXAMPLE = Set.of("get-contract", "get-launch");

    private final SwaggerParseResult read = read();

    private static SwaggerParseResult read() {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        return new OpenAPIV3Parser().readLocation("openapi.yaml", null, options);
    }

    @Test
    void shouldBeReadWithoutAComplaint() {
        assertThat(read.getMessages()).isEmpty();
    }

    @Test
    void shouldHaveAnExampleOfEachRequestAndAnswer() {
        OpenAPI api = read.getOpenAPI();
        assertThat(operations(api).filter(operation -> !hasExamples(operation)).map(Operation::getOperationId))
                .containsExactlyInAnyOrderElementsOf(WITHOUT_EXAMPLE);
    }

    private static Stream<Operation> operations(OpenAPI api) {
        return api.getPaths().values().stream().flatMap(path -> path.readOperations().stream());
    }

    private static boolean hasExamples(Operation operation) {
        Set<String> answers = operation.getResponses().values().stream()
                .map(response -> response.getContent())
                .filter(Objects::nonNull)
                .flatMap(content -> content.values().stream())
                .map(type -> type.getExamples())
                .filter(Objects::nonNull)
                .map(examples -> examples.keySet())
                .flatMap(Collection::stream)
                .collect(Collectors.toSet());
        if (operation.getRequestBody() == null) {
            return !answers.isEmpty();
        }
        var asked =
                operation.getRequestBody().getContent().get("application/json").getExamples();
        return asked != null && asked.keySet().equals(answers);
    }
}
