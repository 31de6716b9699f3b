package execution.results.parser;

import java.util.Map;

/**
 * Takes what a parser finds. It keeps a stack of key fields, which identify a thing without a time, so that the same
 * thing has the same key in each scan. A context belongs to one call of a parser and to one thread.
 */
public interface ResultsContext {

    /**
     * Adds fields to the key, in their order, which is a part of the key.
     *
     * @param fields texts, numbers, booleans or null by name; a field of the key so far is replaced
     */
    void pushContext(Map<String, ?> fields);

    /** Takes away what the last {@link #pushContext} added. */
    void popContext();

    /** Adds a summary, which documents may include as {@code summary_<name>}. */
    void addSummary(String name, Object value);

    /**
     * Posts a document about the thing that the key names. A later document of the same type and key replaces it.
     *
     * @param type such as {@code data} or {@code ports}
     * @param data maps, lists, texts, numbers, booleans or null
     * @param includeSummaries whether the summaries that were added so far become part of the document
     */
    void postResults(String type, Map<String, ?> data, boolean includeSummaries);

    /** Says that there is something in the results that somebody should look at. */
    void findings();

    /**
     * Publishes what was posted since the last call, and forgets it. What is left at the end of the parser is published
     * too.
     */
    void publish();
}
