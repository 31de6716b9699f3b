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
 * Gives the steps of a route that read an archive a thread of their own and {@code execution.results.most-time}. It is
 * a policy around these steps. The steps work on a copy of the exchange, and only the copy's body or exception comes
 * back, so steps that take too long cannot change anything later. When their time is over, they fail with an
 * {@link UnusableMessageException}.
 */
@Component
public class ReadingTime implements Policy {

    private final TimedWork time;

    ReadingTime(TimedWork time) {
        this.time = time;
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        // There is nothing to prepare.
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
