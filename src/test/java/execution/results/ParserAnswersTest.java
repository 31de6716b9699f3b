package execution.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.model.UnusableMessageException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParserAnswersTest {

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @BeforeEach
    void job() {
        exchange.setProperty(Parsers.ROUTE, "parse-scan");
    }

    @Test
    void shouldTakeWhatAParserFound() {
        ParsedResults parsed = new ParsedResults(true, Map.of());
        exchange.getMessage().setBody(parsed);

        assertThat(new ParserAnswers().answer(exchange)).isSameAs(parsed);
    }

    @Test
    void shouldNameTheRouteThatGaveSomethingElse() {
        assertThatThrownBy(() -> new ParserAnswers().answer(exchange))
                .isInstanceOf(ResultsNotParsedException.class)
                .hasMessageContaining("direct:parse-scan");
    }

    @Test
    void shouldTakeARouteThatPostedToItsContext() {
        DocumentsContext context = new DocumentsContext(null, 1_000, message -> {});
        exchange.setProperty(DocumentsContexts.CONTEXT, context);
        assertThatThrownBy(() -> new ParserAnswers().answer(exchange)).isInstanceOf(ResultsNotParsedException.class);

        context.findings();

        assertThat(new ParserAnswers().answer(exchange)).isSameAs(ParsedResults.NONE);
        context.postResults("data", Map.of(), false);
        assertThat(context.isUsed()).isTrue();
    }

    @Test
    void shouldTellResultsThatCanNeverBeReadFromAParserThatFailed() {
        UnusableMessageException unusable = new UnusableMessageException("no JSON");

        assertThat(ParserAnswers.failure(exchange, new RuntimeCamelException(unusable)))
                .isSameAs(unusable);
        assertThat(ParserAnswers.failure(exchange, new RuntimeCamelException(new StackOverflowError())))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("direct:parse-scan");
        assertThat(ParserAnswers.failure(exchange, new IllegalStateException("a bug")))
                .isInstanceOf(ResultsNotParsedException.class)
                .hasMessageContaining("direct:parse-scan failed");
    }
}
