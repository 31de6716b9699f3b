package execution.logging;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.springframework.stereotype.Component;

/**
 * Notes on each exception the route that it came from, because the stack trace of a failed stage names Camel's classes
 * and no route. The note is the line {@code Suppressed: execution.logging.FailedRoutes$InRoute: <route id>} of the
 * stack trace. An exception has one note, that of the innermost route; an exception that another one wraps keeps its
 * own. Camel applies this policy to every route; it does nothing as long as nothing fails.
 */
@Component
public final class FailedRoutes extends RoutePolicySupport implements RoutePolicyFactory {

    /** Says in which route an exception was thrown. */
    private static final class InRoute extends Throwable {

        private InRoute(String id) {
            super(id, null, false, false);
        }
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        return this;
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
        Exception failure = exchange.getException();
        if (failure != null && noted(failure) == null) {
            failure.addSuppressed(new InRoute(route.getRouteId()));
        }
    }

    /**
     * Describes a failure in one line.
     *
     * @return its class, its message and the id of the route that it came from, if that is known
     */
    public static String text(Throwable failure) {
        InRoute noted = noted(failure);
        return noted == null ? failure.toString() : failure + " (route " + noted.getMessage() + ")";
    }

    private static InRoute noted(Throwable failure) {
        for (Throwable note : failure.getSuppressed()) {
            if (note instanceof InRoute inRoute) {
                return inRoute;
            }
        }
        return null;
    }
}
