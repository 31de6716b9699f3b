package execution.operations;

import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeExtension;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;

/**
 * The call of a route that operators may have written, as a policy around its {@code to} or {@code toD}. The route
 * gives back its message; if it fails it gives back its exception, and the message stays as it was before the call.
 * Whatever else the route leaves on the exchange counts within the route alone: that it was stopped or rolled back, or
 * that its error handler has tried often enough. Without this policy a {@code stop} in an operator's route would end
 * the stage that calls it as well. The call returns once the route is done, also where the route goes on in another
 * thread.
 */
public final class OperatorsRoute implements Policy {

    /** What the service calls the exception of a route. */
    public interface Failure {

        /**
         * Names a failure.
         *
         * @param exchange as the route left it
         * @param cause the exception that the route ended with
         * @return the exception that the calling stage gets
         */
        Exception of(Exchange exchange, Exception cause);
    }

    private final Failure failure;

    /** A call whose exception stays as it is. */
    public OperatorsRoute() {
        this((exchange, cause) -> cause);
    }

    /** A call whose exception is replaced by what {@code failure} makes of it. */
    public OperatorsRoute(Failure failure) {
        this.failure = failure;
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        // Nothing is to be prepared.
    }

    @Override
    public Processor wrap(Route route, Processor called) {
        return exchange -> call(called, exchange);
    }

    private void call(Processor called, Exchange exchange) {
        // Within a doTry, Camel would not let a split of the operator's route use the error handler of that route.
        Object within = exchange.removeProperty(ExchangePropertyKey.TRY_ROUTE_BLOCK);
        Object body = exchange.getMessage().getBody();
        Map<String, Object> headers = new HashMap<>(exchange.getMessage().getHeaders());
        try {
            called.process(exchange);
        } catch (Throwable e) {
            // An error of the route, such as a stack that overflows, is its own, too.
            exchange.setException(e);
        }
        if (within == null) {
            exchange.removeProperty(ExchangePropertyKey.TRY_ROUTE_BLOCK);
        } else {
            exchange.setProperty(ExchangePropertyKey.TRY_ROUTE_BLOCK, within);
        }
        exchange.removeProperty(ExchangePropertyKey.EXCEPTION_HANDLED);
        exchange.setRouteStop(false);
        exchange.setRollbackOnly(false);
        exchange.setRollbackOnlyLast(false);
        ExchangeExtension state = exchange.getExchangeExtension();
        state.setRedeliveryExhausted(false);
        state.setErrorHandlerHandled(null);
        state.setFailureHandled(false);
        if (exchange.getException() != null) {
            // Camel counts tries in a header.
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(headers);
            exchange.setException(failure.of(exchange, exchange.getException()));
        }
    }
}
