package execution.logging;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ResultsKey;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;

/**
 * Marks the log lines of a route with the execution that the route's message is about, as {@link LogContext} does. The
 * message's body is an {@link Execution}, an {@link ExecutionKey} or a {@link ResultsKey} when the route begins. The
 * route has to stay in one thread.
 */
public final class LogContextPolicy extends RoutePolicySupport {

    /** The exchange property that holds what ends the marking; whoever removes all properties leaves this one. */
    public static final String PROPERTY = "execution.log-context";

    @Override
    public void onExchangeBegin(Route route, Exchange exchange) {
        exchange.setProperty(PROPERTY, of(exchange.getMessage().getBody()));
    }

    private static LogContext of(Object body) {
        if (body instanceof Execution execution) {
            return LogContext.of(execution.key(), execution.attempt());
        }
        if (body instanceof ResultsKey results) {
            return LogContext.of(results.execution(), results.attempt());
        }
        return LogContext.of((ExecutionKey) body, 0);
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
        LogContext context = exchange.getProperty(PROPERTY, LogContext.class);
        if (context != null) {
            exchange.removeProperty(PROPERTY);
            context.close();
        }
    }
}
