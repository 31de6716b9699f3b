package execution.results.parser;

import java.util.Map;

/** Takes what a parser posts and keeps nothing, for tests of what the parser itself does. */
public class ForgottenResults implements ResultsContext {

    @Override
    public void pushContext(Map<String, ?> fields) {}

    @Override
    public void popContext() {}

    @Override
    public void addSummary(String name, Object value) {}

    @Override
    public void postResults(String type, Map<String, ?> data, boolean includeSummaries) {}

    @Override
    public void findings() {}

    @Override
    public void publish() {}
}
