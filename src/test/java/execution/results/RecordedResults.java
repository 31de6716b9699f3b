package execution.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.results.parser.ResultsContext;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a parser publishes, for tests of parsers. */
public final class RecordedResults {

    private static final int MOST_MESSAGE = 240 * 1_024;
    private static final int MOST_POSTED = 4 * 1_024 * 1_024;

    private final ObjectMapper mapper = new ObjectMapper();
    private final List<DocumentsMessage> messages = new ArrayList<>();
    private final DocumentsContext context;

    /**
     * @param task the job's name
     * @param end when the scan ended, such as {@code 2019-04-17T12:56:27Z}
     */
    public RecordedResults(String task, String end) {
        Scan scan = new Scan(task, "scan-1", "2019-01-01T00:00:00Z", end, "executions-results", "documents/demo/");
        this.context = new DocumentsContext(new Documents(scan, MOST_MESSAGE), MOST_POSTED, messages::add);
    }

    /** Gives the context to call the parser with. What is left at the end is published by {@link #messages}. */
    public ResultsContext context() {
        return context;
    }

    public boolean hasFindings() {
        return context.hasFindings();
    }

    /** Publishes what is left, and gives the bodies of all messages in their order. */
    public List<JsonNode> messages() {
        context.publish();
        return messages.stream().map(this::json).toList();
    }

    /** Gives all documents of a type, each with its {@code NonTemporalKey} and {@code Data}, in their order. */
    public List<JsonNode> documents(String type) {
        List<JsonNode> all = new ArrayList<>();
        messages().forEach(message -> message.at("/__docs/" + type).forEach(all::add));
        return all;
    }

    private JsonNode json(DocumentsMessage message) {
        try {
            return mapper.readTree(message.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(message.body(), e);
        }
    }
}
