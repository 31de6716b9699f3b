package system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import documentation.CommandBlock;
import java.util.Iterator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a page says that commands print, in which an ellipsis stands for anything. White space does not count. */
interface ShownAnswer {

    /** Fails unless the commands printed what the page says. */
    void assertShows(String printed);

    static ShownAnswer of(CommandBlock block) {
        return block.isJson() ? json(block) : text(block);
    }

    private static ShownAnswer text(CommandBlock block) {
        Pattern pattern = pattern(comparable(block.answer()));
        return printed -> assertThat(comparable(printed)).as("%s", block).matches(pattern);
    }

    /** Fields stand in any order. Those that a page leaves out do not count. */
    private static ShownAnswer json(CommandBlock block) {
        ObjectMapper mapper = new ObjectMapper();
        String shown = comparable(block.answer());
        return printed -> {
            try {
                JsonNode answer = mapper.readTree(comparable(printed));
                JsonNode wanted =
                        mapper.readTree(shown.replaceAll(",…(?=[,}\\]])", "").replaceAll("(?<=[\\[{])…,?", ""));
                if (shown.contains("…")) {
                    assertThat(has(answer, wanted))
                            .as("%s: %s has %s", block, answer, wanted)
                            .isTrue();
                } else {
                    assertThat(answer).as("%s", block).isEqualTo(wanted);
                }
            } catch (JsonProcessingException e) {
                throw new AssertionError(block + ": " + printed, e);
            }
        };
    }

    private static boolean has(JsonNode answer, JsonNode wanted) {
        if (wanted.isObject()) {
            return wanted.properties().stream().allMatch(field -> has(answer.path(field.getKey()), field.getValue()));
        }
        if (wanted.isArray()) {
            Iterator<JsonNode> elements = answer.elements();
            for (JsonNode element : wanted) {
                boolean found = false;
                while (!found && elements.hasNext()) {
                    found = has(elements.next(), element);
                }
                if (!found) {
                    return false;
                }
            }
            return answer.isArray();
        }
        return wanted.isTextual()
                ? pattern(wanted.asText()).matcher(answer.asText()).matches()
                : wanted.equals(answer);
    }

    private static Pattern pattern(String shown) {
        return Pattern.compile(
                Pattern.compile("…")
                        .splitAsStream(shown + " ")
                        .map(String::strip)
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")),
                Pattern.DOTALL);
    }

    /** What is other each time, ids and times, is the same word everywhere. */
    private static String comparable(String text) {
        return text.replaceAll("\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b", "UUID")
                .replaceAll("\\b([0-9a-f]{32}|[0-9a-f]{12})\\b", "ID")
                .replaceAll("\\b(\\d{4}-\\d\\d-\\d\\d[T ])?\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z\\b", "TIME")
                .replaceAll("\\b\\d+(\\.\\d+)? ?m?s\\b", "SECONDS")
                .replaceAll("\\s+", "");
    }
}
