package execution.customisation;

import execution.operations.OptionalStages;
import execution.operations.StartRefusedException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Loads the operator's routes at the start and, where that is switched on, anew when their folder changes. The folder
 * is looked at every second, because a folder of a network file system or of Kubernetes tells nobody of its changes,
 * and a removed file is a change as well. Files that cannot be used leave all routes as they are; the health and the
 * metric {@code execution_routes_not_taken_over} say so.
 */
@Component("routes")
class RouteReload implements CamelContextConfiguration, HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);

    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** Half of what a caller of {@code direct:} waits for a route that is being replaced. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** After a route was busy, callers are let through for so many looks before it is stopped again. */
    private static final int PAUSE = 15;

    private final RoutesFolder folder;
    private final boolean reloads;
    private final OptionalStages stages;
    private final Duration patience;

    private OperatorsRoutes routes;

    /** The files as they were when they were last taken or refused. */
    private Map<Path, String> handled = Map.of();

    /** The files as they were at the last look. */
    private Map<Path, String> seen = Map.of();

    private int pause;

    private volatile Map<String, List<String>> refused = Map.of();

    /** Why there are routes missing, because those from before could not be started again either; null if none are. */
    private volatile String lost;

    @Autowired
    RouteReload(RoutesProperties properties, OptionalStages stages, MeterRegistry meters) {
        this(properties, stages, meters, PATIENCE);
    }

    RouteReload(RoutesProperties properties, OptionalStages stages, MeterRegistry meters, Duration patience) {
        this.stages = stages;
        this.folder = properties.routesDir() == null ? null : new RoutesFolder(properties.routesDir());
        this.reloads = properties.routesReload();
        this.patience = patience;
        if (folder == null && reloads) {
            throw new StartRefusedException("execution.routes-reload needs execution.routes-dir");
        }
        Gauge.builder("execution.routes.not.taken.over", () -> refused.size())
                .description("files of routes that changed and cannot be used; the routes from before go on")
                .register(meters);
    }

    /** Loads the operator's routes over those that were built by now. */
    @Override
    public void beforeApplicationStart(CamelContext context) {
        if (folder == null) {
            return;
        }
        routes = new OperatorsRoutes(context, new RouteSwap(context, patience), stages);
        try {
            handled = folder.stamps();
            seen = handled;
            routes.load(folder.read());
        } catch (IOException e) {
            throw new StartRefusedException(
                    "execution.routes-dir: " + folder + " is no folder that can be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void afterApplicationStart(CamelContext context) {
        if (reloads) {
            context.getExecutorServiceManager()
                    .newSingleThreadScheduledExecutor(this, "RouteReload")
                    .scheduleWithFixedDelay(this::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Shows the files that were refused. The state is DOWN only where routes are missing; as long as the routes from
     * before run, another instance would fare no better, because it reads the same files.
     */
    @Override
    public Health health() {
        Health.Builder health = lost == null ? Health.up() : Health.down().withDetail("lost", lost);
        return refused.isEmpty()
                ? health.build()
                : health.withDetail("not_taken_over", new TreeMap<>(refused)).build();
    }

    /** Looks at the folder, and takes what has changed once it stays the same for one look. */
    synchronized void look() {
        try {
            Map<Path, String> now = folder.stamps();
            boolean isBeingWritten = !now.equals(seen);
            seen = now;
            if (!isBeingWritten && !now.equals(handled) && --pause < 0) {
                take(now);
            }
        } catch (IOException e) {
            refuse(Map.of(folder.toString(), List.of("the folder cannot be read")));
        } catch (RuntimeException e) {
            LOG.error("The routes of {} were not loaded anew", folder, e);
        }
    }

    private void take(Map<Path, String> now) throws IOException {
        OperatorsRoutes.Outcome outcome;
        try {
            outcome = routes.take(folder.read());
        } catch (OperatorsRoutes.RoutesLostException e) {
            handled = now;
            lost = RouteChecks.reason(e);
            LOG.error("Routes are missing: a change was not taken over, and the routes from before do not start", e);
            return;
        }
        if (outcome instanceof OperatorsRoutes.Outcome.Busy busy) {
            pause = PAUSE;
            LOG.warn("Changed routes wait for exchanges in the route {} to end, and are tried again", busy.route());
            return;
        }
        handled = now;
        if (outcome instanceof OperatorsRoutes.Outcome.Refused refusal) {
            refuse(refusal.errors());
        } else if (outcome instanceof OperatorsRoutes.Outcome.Taken taken) {
            refused = Map.of();
            lost = null;
            LOG.info("The routes of {} were taken over; files that changed: {}", folder, taken.files());
        }
    }

    private void refuse(Map<String, List<String>> errors) {
        if (!errors.equals(refused)) {
            refused = errors;
            errors.forEach((file, reasons) ->
                    LOG.warn("{} is not taken over, the routes from before go on: {}", file, reasons));
        }
    }
}
