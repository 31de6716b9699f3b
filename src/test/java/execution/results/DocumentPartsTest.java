package execution.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.UnusableMessageException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DocumentPartsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MOST_BYTES = 500;
    private static final int MOST_PARTS = 100;

    private static List<Map<String, List<Map<String, Object>>>> divide(
            Map<String, List<Map<String, Object>>> documents) {
        return DocumentParts.of(documents, MAPPER, MOST_BYTES, MOST_PARTS);
    }

    private static List<Map<String, Object>> documents(int number, String text) {
        return IntStream.range(0, number)
                .mapToObj(i -> Map.<String, Object>of("number", i, "text", text))
                .toList();
    }

    @Test
    void shouldKeepWhatFitsTogetherWithItsEmptyLists() {
        Map<String, List<Map<String, Object>>> documents = Map.of("use", documents(3, "a"), "none", List.of());

        assertThat(divide(documents)).containsExactly(documents);
        assertThat(divide(Map.of())).containsExactly(Map.of());
    }

    @Test
    void shouldDivideWhatIsTooLargeAndLoseNothing() throws JsonProcessingException {
        Map<String, List<Map<String, Object>>> documents = new LinkedHashMap<>();
        documents.put("first", documents(20, "€".repeat(20)));
        documents.put("none", List.of());
        documents.put("second", documents(20, "\u0001".repeat(20)));

        List<Map<String, List<Map<String, Object>>>> parts = divide(documents);

        Map<String, List<Map<String, Object>>> together = new LinkedHashMap<>();
        for (Map<String, List<Map<String, Object>>> part : parts) {
            assertThat(MAPPER.writeValueAsString(part).getBytes(StandardCharsets.UTF_8).length)
                    .isLessThanOrEqualTo(MOST_BYTES);
            part.forEach((type, share) ->
                    together.computeIfAbsent(type, none -> new ArrayList<>()).addAll(share));
        }
        assertThat(parts).hasSizeGreaterThan(1);
        assertThat(together).isEqualTo(documents);
    }

    @Test
    void shouldRefuseADocumentThatIsTooLargeForAnyMessage() {
        assertThatThrownBy(() -> divide(Map.of("use", documents(1, "a".repeat(MOST_BYTES)))))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("one document of the results has")
                .hasMessageContaining("use");
    }

    @Test
    void shouldRefuseMoreThanFitsIntoTheMostMessages() {
        assertThatThrownBy(() -> divide(Map.of("use", documents(2_000, "a".repeat(50)))))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("100 messages");
    }

    @Test
    void shouldRefuseWhatIsNoJson() {
        assertThatThrownBy(() -> divide(Map.of("use", List.of(Map.of("thread", new Object())))))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("no JSON");
    }
}
