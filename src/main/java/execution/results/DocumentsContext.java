package execution.results;

import execution.model.UnusableMessageException;
import execution.results.parser.ResultsContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Keeps what a parser posts as JSON until it is published. The first fields that are pushed name the parent; a message
 * has the documents of one parent. Summaries belong to their parent too, and are forgotten with it.
 *
 * <p>The memory that posted documents take is bounded. A parser that posts more without publishing has what it posted
 * so far published in between.
 */
final class DocumentsContext implements ResultsContext {

    /** The bytes that a document takes in memory beside its JSON. */
    private static final int AROUND_DOCUMENT = 300;

    private static final int MOST_TYPE = 200;
    private static final int MOST_SUMMARIES = 65_536;

    /** The largest single document. */
    private static final int MOST_DOCUMENT = 16 * 1_024 * 1_024;

    private static final Class<?> UNORDERED = Map.of(1, 1, 2, 2).getClass();

    private final Documents documents;
    private final int mostPosted;
    private final Consumer<DocumentsMessage> publisher;
    private final DocumentJson json = new DocumentJson();
    private final Deque<DocumentKey> stack = new ArrayDeque<>();
    private final Map<String, Object> summaries = new LinkedHashMap<>();
    /** What was posted, by the hash of the parent's key, by type and by the hash of the document's key. */
    private final Map<String, Map<String, Map<String, byte[]>>> posted = new LinkedHashMap<>();

    private long postedBytes;
    private DocumentKey key = DocumentKey.empty();
    private String parentHash = key.hash();
    private boolean used;
    private boolean findings;

    /**
     * @param documents makes messages of what was posted
     * @param mostPosted how many bytes of documents are kept in memory until they are published
     * @param publisher takes the messages in their order
     */
    DocumentsContext(Documents documents, int mostPosted, Consumer<DocumentsMessage> publisher) {
        this.documents = documents;
        this.mostPosted = mostPosted;
        this.publisher = publisher;
    }

    /**
     * @throws IllegalArgumentException if the fields have no order of their own, as those of {@code Map.of} and of a
     *     {@code HashMap}, or if a value is none of a key
     * @throws UnusableMessageException if the key becomes too long
     */
    @Override
    public void pushContext(Map<String, ?> fields) {
        if (fields.size() > 1 && (fields.getClass() == UNORDERED || fields.getClass() == HashMap.class)) {
            throw new IllegalArgumentException("the fields of a key need an order, as a LinkedHashMap has");
        }
        DocumentKey longer = key.with(fields);
        stack.push(key);
        key = longer;
        if (stack.size() == 1) {
            parentHash = longer.hash();
        }
    }

    /** @throws IllegalStateException if nothing is pushed */
    @Override
    public void popContext() {
        if (stack.isEmpty()) {
            throw new IllegalStateException("popContext without a pushContext before it");
        }
        key = stack.pop();
        if (stack.isEmpty()) {
            parentHash = key.hash();
            summaries.clear();
        }
    }

    /** @throws UnusableMessageException if the summaries of a parent have more than 64 KB together */
    @Override
    public void addSummary(String name, Object value) {
        summaries.put("summary_" + name, value);
        if (json.write(summaries, MOST_DOCUMENT).length > MOST_SUMMARIES) {
            throw new UnusableMessageException(
                    "the summaries of the results have more than " + MOST_SUMMARIES + " bytes");
        }
    }

    /**
     * @throws IllegalArgumentException if the type has no or more than 200 characters, or if a value is none of JSON
     * @throws UnusableMessageException if the document has more than 16 MB or more than 100 levels
     */
    @Override
    public void postResults(String type, Map<String, ?> data, boolean includeSummaries) {
        if (type == null || type.isEmpty() || type.length() > MOST_TYPE) {
            throw new IllegalArgumentException("the type of a document has 1 to " + MOST_TYPE + " characters");
        }
        used = true;
        Map<String, Object> document = new LinkedHashMap<>(2 * (key.fields().size() + data.size() + 1));
        document.putAll(key.fields());
        document.putAll(data);
        if (includeSummaries) {
            document.putAll(summaries);
        }
        document.put(Documents.PARENT_KEY, parentHash);
        byte[] written = json.write(document, MOST_DOCUMENT);
        byte[] before = posted.computeIfAbsent(parentHash, parent -> new LinkedHashMap<>())
                .computeIfAbsent(type, first -> new LinkedHashMap<>())
                .put(key.hash(), written);
        postedBytes += written.length - (before == null ? -AROUND_DOCUMENT : before.length);
        if (postedBytes > mostPosted) {
            publish();
        }
    }

    @Override
    public void findings() {
        used = true;
        findings = true;
    }

    /** Tells whether the parser posted or said anything. */
    boolean isUsed() {
        return used;
    }

    /** Tells whether the parser said that somebody should look at the results. */
    boolean hasFindings() {
        return findings;
    }

    @Override
    public void publish() {
        Map<String, Map<String, Map<String, byte[]>>> parents = new LinkedHashMap<>(posted);
        posted.clear();
        postedBytes = 0;
        parents.forEach((parent, types) -> documents.divide(parent, types, publisher));
    }
}
