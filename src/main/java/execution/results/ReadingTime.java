package execution.results;

import execution.model.ResultsKey;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;
import org.apache.camel.support.ExchangeHelper;
import org.springframework.stereotype.Component;

/**
 * Gives the steps of a route that read an archive a thread of their own and {@code execution.results.most-time}. It is
 * a policy around these steps, and does not wait for them: the body that comes back gives the messages of documents as
 * they are posted, and after the last one {@link #parsed} gives what the steps answered. The steps work on a copy of
 * the exchange, so steps that take too long cannot change anything later.
 */
@Component
public class ReadingTime implements Policy {

    private static final String READING = "results.reading";

    private final TimedWork time;
    private final DocumentsContexts contexts;
    private final Timer parsed;
    private final Timer failed;

    ReadingTime(TimedWork time, DocumentsContexts contexts, MeterRegistry metrics) {
        this.time = time;
        this.contexts = contexts;
        this.parsed = timer(metrics, "parsed");
        this.failed = timer(metrics, "failed");
    }

    private static Timer timer(MeterRegistry metrics, String outcome) {
        return Timer.builder("execution.results.reading")
                .description("Unpacking and parsing the results of an attempt")
                .tag("outcome", outcome)
                .serviceLevelObjectives(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(10))
                .register(metrics);
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        // There is nothing to prepare.
    }

    @Override
    public Processor wrap(Route route, Processor steps) {
        return exchange -> {
            ResultsKey key = exchange.getProperty(ResultsOwner.KEY, ResultsKey.class);
            Reading reading =
                    Reading.begin("the reading of " + key.file(), time, messages -> read(steps, exchange, messages));
            exchange.setProperty(READING, reading);
            exchange.getMessage().setBody(reading);
        };
    }

    private ParsedResults read(Processor steps, Exchange exchange, Reading.Messages messages) throws Exception {
        DocumentsContext context = contexts.open(exchange, messages::put);
        Exchange copy = ExchangeHelper.createCorrelatedCopy(exchange, false);
        copy.removeProperty(ExchangePropertyKey.TRY_ROUTE_BLOCK);
        copy.setProperty(DocumentsContexts.CONTEXT, context);
        steps.process(copy);
        if (copy.getException() != null) {
            throw copy.getException();
        }
        context.publish();
        ParsedResults parsed = copy.getMessage().getBody(ParsedResults.class);
        return context.hasFindings() ? new ParsedResults(true, parsed.documents()) : parsed;
    }

    /**
     * Gives what the steps answered.
     *
     * @throws execution.model.UnusableMessageException if they took too long, or if they throw it
     */
    public ParsedResults parsed(@ExchangeProperty(READING) Reading reading) throws Exception {
        return reading.parsed();
    }

    /** Ends the steps if they have not ended, and notes how long they took. Does nothing where they did not begin. */
    public void leave(@ExchangeProperty(READING) Reading reading) {
        if (reading != null) {
            reading.leave();
            (reading.isParsed() ? parsed : failed).record(reading.took());
        }
    }
}
