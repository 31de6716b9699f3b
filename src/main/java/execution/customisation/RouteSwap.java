package execution.customisation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.component.direct.DirectConsumer;
import org.apache.camel.spi.RouteController;

/**
 * Stops routes once the exchanges in them are finished, so that other routes can take their place. Whoever calls such a
 * route by {@code direct:} meanwhile waits, as Camel's component does it, until a route begins with that name again.
 */
final class RouteSwap {

    /** The time within which a caller that has found the route's consumer is counted among the route's exchanges. */
    private static final Duration ENTERING = Duration.ofMillis(50);

    private final CamelContext context;
    private final Duration patience;

    /**
     * Makes a swap.
     *
     * @param patience for how long exchanges may go on in one route; less than a caller of {@code direct:} waits
     */
    RouteSwap(CamelContext context, Duration patience) {
        this.context = context;
        this.patience = patience;
    }

    /**
     * Stops routes, those that call others first.
     *
     * @param ids the ids of routes, of which some may not exist
     * @return the id of a route that is still busy, and then all routes go on; null if all have stopped
     */
    String stop(Set<String> ids) throws Exception {
        List<String> stopped = new ArrayList<>();
        for (String id : callersFirst(ids)) {
            if (!stop(id)) {
                start(stopped);
                return id;
            }
            stopped.add(id);
        }
        return null;
    }

    private boolean stop(String id) throws Exception {
        Consumer consumer = context.getRoute(id).getConsumer();
        RouteController controller = context.getRouteController();
        if (!(consumer instanceof DirectConsumer direct)) {
            return controller.stopRoute(id, patience.toMillis(), TimeUnit.MILLISECONDS, true);
        }
        // Camel lets a direct consumer take messages until the route is idle, and a busy route never is.
        direct.suspend();
        boolean isIdle = false;
        try {
            Thread.sleep(ENTERING.toMillis());
            isIdle = controller.stopRoute(id, patience.toMillis(), TimeUnit.MILLISECONDS, true);
        } finally {
            if (!isIdle) {
                direct.resume();
            }
        }
        return isIdle;
    }

    /** Lets routes go on that were stopped. */
    void start(List<String> ids) throws Exception {
        for (String id : ids) {
            context.getRouteController().startRoute(id);
        }
    }

    /** An exchange in a route that waits for another route of the same swap would never end. */
    private List<String> callersFirst(Set<String> ids) {
        Set<String> left = new TreeSet<>();
        ids.stream().filter(id -> context.getRoute(id) != null).forEach(left::add);
        Map<String, Set<String>> callers = DirectRoutes.calls(context);
        Set<String> sorted = new LinkedHashSet<>();
        while (!left.isEmpty()) {
            String next = left.stream()
                    .filter(id -> callersOf(context.getRoute(id), callers).stream()
                            .noneMatch(caller -> !caller.equals(id) && left.contains(caller)))
                    .findFirst()
                    .orElseGet(() -> left.iterator().next());
            left.remove(next);
            sorted.add(next);
        }
        return List.copyOf(sorted);
    }

    private Set<String> callersOf(Route route, Map<String, Set<String>> callers) {
        String name = DirectRoutes.name(context, route.getEndpoint().getEndpointUri());
        return name == null ? Set.of() : callers.getOrDefault(name, Set.of());
    }
}
