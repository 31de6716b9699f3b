package execution.results;

import execution.model.ResultsKey;
import execution.model.UnusableMessageException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;
import org.apache.camel.support.ExchangeHelper;
import org.springframework.stereotype.Component;

/**
 * Gives the steps of a route that read an archive a thread of their own and {@code execution.results.most-time}, as a policy around
 * them. They work on a copy of the exchange, of which only the body or the exception comes back: steps that nobody waits for any
 * more cannot change what goes on. They fail with an {@link UnusableMessageException} when their time is over.
 */
@Component
public class ReadingTime implements Policy {

    private final TimedWork time;

    ReadingTime(TimedWork time) {
        this.time = time;
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        // Nothing is to be prepared.
    }

    @Override
    public Processor wrap(Route route, Processor steps) {
        return exchange -> {
            ResultsKey key = exchange.getProperty(ResultsOwner.KEY, ResultsKey.class);
            Object body = time.run("the reading of " + key.file(), () -> run(steps, exchange));
            exchange.getMessage().setBody(body);
        };
    }

    private static Object run(Processor steps, Exchange exchange) throws Exception {
        Exchange copy = ExchangeHelper.createCorrelatedCopy(exchange, false);
        copy.removeProperty(ExchangePropertyKey.TRY_ROUTE_BLOCK);
        steps.process(copy);
        if (copy.getException() != null) {
            throw copy.getException();
        }
        return copy.getMessage().getBody();
    }
}
