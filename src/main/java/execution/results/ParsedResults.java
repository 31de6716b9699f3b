package execution.results;

import java.util.List;
import java.util.Map;

/**
 * What a parser found.
 *
 * @param findings whether there is anything that somebody should look at
 * @param documents lists of documents by their type; null stands for none
 */
public record ParsedResults(boolean findings, Map<String, List<Map<String, Object>>> documents) {

    public ParsedResults {
        documents = documents == null ? Map.of() : documents;
    }
}
