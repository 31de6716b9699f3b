package execution.results;

import java.util.List;
import java.util.Map;

/**
 * What a parser found.
 *
 * @param findings whether there is anything that somebody should look at
 * @param documents one message is published for each list of documents by their type
 */
public record ParsedResults(boolean findings, Map<String, List<Map<String, Object>>> documents) {}
