package execution.fleet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * What a worker says of itself, with no more entries and no more of each text than a worker gives. It may be
 * anything: whoever listens at the address of a worker can say what it likes.
 *
 * @param problem why nothing is known; null if the worker has answered
 * @param state whether it takes messages
 * @param running what runs
 * @param recent what ran, the newest first
 */
public record WorkerAnswer(
        String problem,
        String id,
        String version,
        String started,
        String state,
        String capacity,
        List<Running> running,
        List<Ended> recent,
        List<Counter> counters) {

    private static final int MOST_RUNNING = 256;
    private static final int MOST_RECENT = 100;
    private static final int MOST_COUNTERS = 50;
    private static final int MOST_TEXT = 200;
    private static final int MOST_LEVELS = 20;

    /** Characters that control something or change the direction of writing. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\u2028-\\u202e\\u2066-\\u2069]");

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MOST_LEVELS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Something that runs. */
    public record Running(String what, String task, String since) {}

    /** Something that ran. */
    public record Ended(String what, String task, String how, String at, String seconds, String value) {}

    /** How often something has happened. */
    public record Counter(String name, String number) {}

    /** Makes the answer where nothing is known. */
    static WorkerAnswer problem(String problem) {
        return new WorkerAnswer(problem, null, null, null, null, null, List.of(), List.of(), List.of());
    }

    /** Reads the body of an answer, which may be anything. */
    static WorkerAnswer read(byte[] body) {
        try {
            JsonNode worker = JSON.readTree(body);
            if (worker.path("id").isTextual()
                    && worker.path("running").isArray()
                    && worker.path("recent").isArray()
                    && worker.path("counters").isObject()) {
                return of(worker);
            }
        } catch (IOException e) {
            // What is wrong with it helps nobody who looks at a page.
        }
        return problem("Its answer cannot be read.");
    }

    private static WorkerAnswer of(JsonNode worker) {
        return new WorkerAnswer(
                null,
                text(worker, "id"),
                text(worker, "version"),
                text(worker, "started"),
                worker.path("ready").asBoolean() ? "takes messages" : "takes no messages",
                text(worker, "capacity"),
                list(
                        worker.path("running"),
                        MOST_RUNNING,
                        part -> new Running(text(part, "what"), text(part, "task"), text(part, "since"))),
                list(
                        worker.path("recent"),
                        MOST_RECENT,
                        part -> new Ended(
                                text(part, "what"),
                                text(part, "task"),
                                text(part, "how"),
                                text(part, "at"),
                                text(part, "seconds"),
                                text(part, "value"))),
                worker.path("counters").properties().stream()
                        .limit(MOST_COUNTERS)
                        .map(field -> new Counter(
                                cut(field.getKey().replace('_', ' ')),
                                cut(field.getValue().asText())))
                        .toList());
    }

    private static <T> List<T> list(JsonNode nodes, int most, Function<JsonNode, T> entry) {
        return StreamSupport.stream(nodes.spliterator(), false)
                .limit(most)
                .map(entry)
                .toList();
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isMissingNode() || value.isNull()
                ? ""
                : cut(value.isValueNode() ? value.asText() : value.toString());
    }

    private static String cut(String text) {
        String shown = text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + "…";
        return UNPRINTABLE.matcher(shown).replaceAll("\ufffd");
    }
}
