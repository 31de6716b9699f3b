package execution.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.http.ProblemDetail;

class ProblemTest {

    private static Map<String, Object> written(ProblemDetail problem) throws IOException {
        return new ObjectMapper().readValue(Problem.json(problem), new TypeReference<>() {});
    }

    @Test
    void shouldWriteTheFourFieldsOfEachProblem() throws IOException {
        assertThat(written(Problem.of(404, "there is nothing here")))
                .isEqualTo(Map.of(
                        "type", "about:blank",
                        "title", "Not Found",
                        "status", 404,
                        "detail", "there is nothing here"));
    }

    @Test
    void shouldHaveATitleForAStatusThatHttpDoesNotName() throws IOException {
        assertThat(written(Problem.of(499, "gone"))).containsEntry("title", "Error");
    }

    @Test
    void shouldWriteItsPropertiesBesideItsFields() throws IOException {
        ProblemDetail problem = Problem.of(400, "no");
        problem.setProperty("errors", List.of(Map.of("field", "a", "problem", "is required")));

        assertThat(written(problem)).containsEntry("errors", List.of(Map.of("field", "a", "problem", "is required")));
    }
}
