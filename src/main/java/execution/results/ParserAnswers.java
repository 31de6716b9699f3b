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
     * Takes the parser's answer.
     *
     * @throws ResultsNotParsedException if the parser gave something else than {@link ParsedResults}
     */
    @Handler
    public ParsedResults answer(Exchange exchange) {
        ParsedResults parsed = exchange.getMessage().getBody(ParsedResults.class);
        if (parsed == null) {
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
        UnusableMessageException unusable = ObjectHelper.getException(UnusableMessageException.class, cause);
        if (unusable != null) {
            return unusable;
        }
        if (ObjectHelper.getException(StackOverflowError.class, cause) != null) {
            // A regular expression fails like this on a text that is too long for it, and would fail again.
            return new UnusableMessageException("the parser needs more stack than there is: " + route(exchange));
        }
        return new ResultsNotParsedException(route(exchange) + " failed", cause);
    }

    private static String route(Exchange exchange) {
        return "direct:parse-" + exchange.getProperty(ResultsOwner.JOB, String.class);
    }
}
