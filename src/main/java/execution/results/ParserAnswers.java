package execution.results;

import execution.model.UnusableMessageException;
import org.apache.camel.Exchange;
import org.apache.camel.Handler;
import org.apache.camel.util.ObjectHelper;
import org.springframework.stereotype.Component;

/** Reads the answer of a task's parser, and says what its failure means. */
@Component
public class ParserAnswers {

    /**
     * Takes the answer of a route.
     *
     * @throws ResultsNotParsedException if the route neither gave {@link ParsedResults} nor posted to its context
     */
    @Handler
    public ParsedResults answer(Exchange exchange) {
        ParsedResults parsed = exchange.getMessage().getBody(ParsedResults.class);
        if (parsed == null) {
            DocumentsContext context = exchange.getProperty(DocumentsContexts.CONTEXT, DocumentsContext.class);
            if (context != null && context.isUsed()) {
                return ParsedResults.NONE;
            }
            throw new ResultsNotParsedException(route(exchange) + " gave no ParsedResults", null);
        }
        return parsed;
    }

    /**
     * Tells what the failure of a parser means.
     *
     * @return an {@link UnusableMessageException} if the results can never be read, else a
     *     {@link ResultsNotParsedException}
     */
    public static Exception failure(Exchange exchange, Exception cause) {
        return failure(route(exchange), cause);
    }

    /** Tells what the failure of a parser means. */
    static Exception failure(String parser, Throwable cause) {
        UnusableMessageException unusable = ObjectHelper.getException(UnusableMessageException.class, cause);
        if (unusable != null) {
            return unusable;
        }
        if (ObjectHelper.getException(StackOverflowError.class, cause) != null) {
            // A regular expression fails like this on a text that is too long for it, and would fail again.
            return new UnusableMessageException("the parser needs more stack than there is: " + parser);
        }
        return new ResultsNotParsedException(parser + " failed", cause);
    }

    private static String route(Exchange exchange) {
        return "direct:" + exchange.getProperty(Parsers.ROUTE, String.class);
    }
}
