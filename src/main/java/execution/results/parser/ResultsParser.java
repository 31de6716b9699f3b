package execution.results.parser;

/**
 * Reads the results of one task. A parser is used by several threads at once, so it keeps nothing between two calls.
 */
public interface ResultsParser {

    /**
     * Reads a file of results, and posts what is in it. The same file may be read more than once, and then the same
     * documents have to be posted.
     *
     * @param file comes from outside: nothing in it is trusted
     * @param context takes what the parser finds
     * @throws execution.model.UnusableMessageException if the file can never be read; the results are set aside with
     *     the message as the reason
     * @throws Exception if the file cannot be read now; it is read again later
     */
    void parse(ResultsFile file, ResultsContext context) throws Exception;
}
