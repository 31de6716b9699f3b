package execution.results.nmap;

import execution.results.parser.ResultsContext;
import java.util.Map;
import java.util.TreeMap;

/**
 * Takes what is found on one host. Its summaries are those of the host, so none of them is told of the next host.
 */
public final class HostContext {

    private final ResultsContext context;
    private final Map<String, Object> summaries = new TreeMap<>();

    HostContext(ResultsContext context) {
        this.context = context;
    }

    /**
     * Adds fields to the key of the documents that follow.
     *
     * @param fields in their order, which is a part of the key
     */
    public void push(Map<String, ?> fields) {
        context.pushContext(fields);
    }

    /** Takes away what the last {@link #push} added. */
    public void pop() {
        context.popContext();
    }

    /** Posts a document about what the key names. */
    public void post(String type, Map<String, ?> data) {
        context.postResults(type, data, false);
    }

    /** Says that there is something that somebody should look at. */
    public void findings() {
        context.findings();
    }

    /** Sets a summary of the host, which its document {@code data} has as {@code summary_<name>}. */
    public void summary(String name, Object value) {
        summaries.put(name, value);
    }

    /** Sets a summary of the host to the highest value that is given of it. */
    public <T extends Comparable<T>> void highest(String name, T value) {
        summaries.merge(name, value, (before, after) -> compare(before, value) < 0 ? after : before);
    }

    /** Sets a summary of the host to the lowest value that is given of it. */
    public <T extends Comparable<T>> void lowest(String name, T value) {
        summaries.merge(name, value, (before, after) -> compare(before, value) > 0 ? after : before);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Comparable<T>> int compare(Object before, T value) {
        return ((T) before).compareTo(value);
    }

    /** Adds the summaries to the document of the host, in the order of their names. */
    void putSummaries(Map<String, Object> document) {
        summaries.forEach((name, value) -> document.put("summary_" + name, value));
    }

    /** Publishes what was posted so far. */
    void publish() {
        context.publish();
    }
}
