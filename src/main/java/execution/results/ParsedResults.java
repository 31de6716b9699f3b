package execution.results;

import java.util.List;
import java.util.Map;

/**
 * What a parser found in the results of a task.
 *
 * @param findings whether there is anything that somebody should look at
 * @param documents lists of documents by their type; null means none
 */
public record ParsedResults(boolean findings, Map<String, List<Map<String, Object>>> documents) {

    /** The results of a task without a parser. */
    public static final ParsedResults NONE = new ParsedResults(false, null);

    public ParsedResults {
        documents = documents == null ? Map.of() : documents;
    }
}
