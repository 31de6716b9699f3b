package execution.operations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.RouteWatcherReloadStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;
import shared.failure.Causes;

/**
 * Replaces routes while the service runs when their file changes. If the new routes cannot be used, the routes that the
 * file held before go on: Camel by itself has already removed them when it finds that the new ones cannot be built. The
 * health shows which files were refused.
 */
@Component("routes")
class RouteReload implements StartCheck, HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);

    /** What each file held when its routes were last in use. */
    private final Map<Path, byte[]> working = new ConcurrentHashMap<>();

    private final Map<Path, String> refused = new ConcurrentHashMap<>();

    /**
     * The files that have no routes any more, because the routes from before could not be started again either; with
     * the reason.
     */
    private final Map<Path, String> gone = new ConcurrentHashMap<>();

    @Override
    public void onCamelContextStarting(CamelContext context, boolean alreadyStarted) throws IOException {
        RouteWatcherReloadStrategy watcher = context.hasService(RouteWatcherReloadStrategy.class);
        if (watcher == null) {
            return;
        }
        for (RouteDefinition route : model(context).getRouteDefinitions()) {
            Path file = file(route.getResource());
            if (file != null && !working.containsKey(file)) {
                working.put(file, Files.readAllBytes(file));
            }
        }
        watcher.setResourceReload((name, resource) -> reload(context, file(resource)));
    }

    /**
     * Shows the files that were refused. The state is DOWN only where routes are gone; as long as the routes from
     * before run, another instance would fare no better, because it reads the same file.
     */
    @Override
    public Health health() {
        Health.Builder health = gone.isEmpty() ? Health.up() : Health.down();
        if (!refused.isEmpty()) {
            health.withDetail("not_taken_over", texts(refused));
        }
        if (!gone.isEmpty()) {
            health.withDetail("gone", texts(gone));
        }
        return health.build();
    }

    private synchronized void reload(CamelContext context, Path file) throws IOException {
        if (!Files.exists(file)) {
            LOG.warn("{} was removed; its routes run until the next start", file);
            return;
        }
        byte[] text = Files.readAllBytes(file);
        List<RouteDefinition> before = List.copyOf(model(context).getRouteDefinitions());
        try {
            take(context, file, text);
        } catch (Exception e) {
            restore(context, file, before);
            refused.put(file, reason(e));
            LOG.warn("{} is not taken over, what it held before counts: {}", file, reason(e));
            return;
        }
        working.put(file, text);
        refused.remove(file);
        gone.remove(file);
        LOG.info("{} was taken over", file);
    }

    private void restore(CamelContext context, Path file, List<RouteDefinition> before) {
        byte[] text = working.get(file);
        try {
            Model model = model(context);
            for (RouteDefinition route : List.copyOf(model.getRouteDefinitions())) {
                if (!before.contains(route)) {
                    model.removeRouteDefinition(route);
                }
            }
            if (text != null) {
                take(context, file, text);
            }
            forgetWhatNobodyConsumes(context);
        } catch (Exception e) {
            gone.put(file, reason(e));
            LOG.error("The routes of {} are gone, what it held before was not taken again either", file, e);
        }
    }

    private static void take(CamelContext context, Path file, byte[] text) throws Exception {
        PluginHelper.getRoutesLoader(context).updateRoutes(ResourceHelper.fromBytes("file:" + file, text));
        List<String> problems = DirectRoutes.problems(context);
        if (!problems.isEmpty()) {
            throw new IllegalStateException(String.join("; ", problems));
        }
        forgetWhatNobodyConsumes(context);
    }

    /**
     * Removes the {@code direct:} endpoints that no route begins with any more. Stages ask for the endpoint to find out
     * whether a job has a route of its own, and Camel keeps the endpoint when the route is removed.
     */
    private static void forgetWhatNobodyConsumes(CamelContext context) throws Exception {
        Set<Endpoint> consumed =
                context.getRoutes().stream().map(Route::getEndpoint).collect(Collectors.toSet());
        for (Endpoint endpoint : List.copyOf(context.getEndpoints())) {
            if (endpoint instanceof DirectEndpoint && !consumed.contains(endpoint)) {
                context.removeEndpoint(endpoint);
            }
        }
    }

    private static Model model(CamelContext context) {
        return context.getCamelContextExtension().getContextPlugin(Model.class);
    }

    /** Gives the file that a route was read from; null for a route that comes from the jar or from no file. */
    private static Path file(Resource resource) {
        if (resource == null || !"file".equals(resource.getScheme())) {
            return null;
        }
        return Path.of(resource.getLocation().substring("file:".length()))
                .toAbsolutePath()
                .normalize();
    }

    private static Map<String, String> texts(Map<Path, String> reasons) {
        Map<String, String> texts = new TreeMap<>();
        reasons.forEach((file, reason) -> texts.put(file.toString(), reason));
        return texts;
    }

    private static String reason(Throwable failure) {
        return String.valueOf(Causes.root(failure).getMessage());
    }
}
