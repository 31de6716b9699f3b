package execution.dispatch;

import execution.application.Executions;
import execution.config.AllocationProperties;
import execution.config.EcsProperties;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Launch;
import execution.model.ResultsKey;
import execution.model.Timestamps;
import execution.security.CallbackTokens;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Hands allocated executions to their runner by {@code direct:run-<job_runner>} and stores what came of it.
 *
 * <p>The attempt is on the row before the runner is called. Only a definite refusal opens another attempt; after an unclear
 * answer the same request is made again under the same token, and once that token can no longer be trusted the runner's own
 * list of tasks decides. A launch that stays unknown ends the execution and is never made twice.
 */
@Component
public class Dispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** Enough to use Fargate's burst of 100 launches while each call takes some 100 ms. */
    private static final int THREADS = 16;

    private static final Duration MAX_REFUSAL_BACK_OFF = Duration.ofMinutes(5);

    private final Executions executions;
    private final ProducerTemplate camel;
    private final CallbackTokens tokens;
    private final AllocationProperties allocation;
    private final EcsProperties ecs;
    private final AttemptLocks locks;
    private final TaskStops stops;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService workers = Executors.newScheduledThreadPool(THREADS, runnable -> {
        Thread thread = new Thread(runnable, "dispatch");
        thread.setDaemon(true);
        return thread;
    });

    Dispatcher(
            Executions executions,
            ProducerTemplate camel,
            CallbackTokens tokens,
            AllocationProperties allocation,
            EcsProperties ecs,
            AttemptLocks locks,
            TaskStops stops) {
        this.executions = executions;
        this.camel = camel;
        this.tokens = tokens;
        this.allocation = allocation;
        this.ecs = ecs;
        this.locks = locks;
        this.stops = stops;
    }

    /**
     * Launches the current attempt of an allocated execution; returns at once. One whose task called back before the answer
     * of its launch was stored is never launched again: its task is looked for.
     */
    public void dispatch(Execution allocated) {
        dispatchAfter(allocated, null, Duration.ZERO, 0);
    }

    /** As {@link #dispatch(Execution)}, without a read of what is stored beside the row. */
    public void dispatch(Execution allocated, Launch launch) {
        dispatchAfter(allocated, launch, Duration.ZERO, 0);
    }

    private void dispatchAfter(Execution allocated, Launch launch, Duration delay, int unclear) {
        if (!underWay.add(allocated.attemptId())) {
            return;
        }
        try {
            workers.schedule(
                    () -> locks.run(allocated.attemptId(), () -> launch(allocated, launch, unclear)),
                    delay.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopping; {} is launched after the next start", allocated.key());
        }
    }

    private void launch(Execution allocated, Launch launch, int unclear) {
        Runnable next = () -> {};
        try {
            next = tryLaunch(allocated, launch, unclear);
        } catch (RuntimeException e) {
            LOG.warn(
                    "The launch of {} could not be recorded; the sweep goes on with it: {}",
                    allocated.key(),
                    e.toString());
        } finally {
            underWay.remove(allocated.attemptId());
        }
        next.run();
    }

    /** What is to be done next, once this try is no longer under way. */
    private Runnable tryLaunch(Execution allocated, Launch known, int unclear) {
        Launch launch = known == null ? executions.launch(allocated).orElse(null) : known;
        if (launch == null) {
            // It has ended.
            return () -> {};
        }
        ExecutionKey key = allocated.key();
        boolean calledBack = allocated.status() != ExecutionStatus.ALLOCATED;
        Exchange exchange = isTokenTrusted(allocated) && !calledBack ? run(allocated, launch) : lookUp(allocated);
        Throwable failure = exchange.getException();
        LaunchRefusedException refused = find(failure, LaunchRefusedException.class);
        if (refused != null) {
            return refused(allocated, launch, refused);
        }
        if (failure != null) {
            boolean throttled = find(failure, LaunchThrottledException.class) != null;
            LOG.warn(
                    "Launch of {} attempt {}: {}; asking again under the same token",
                    key,
                    allocated.attempt(),
                    throttled ? "throttled" : "the answer is unclear (" + failure + ")");
            return () -> dispatchAfter(allocated, launch, jittered(Duration.ofMillis(500), unclear), unclear + 1);
        }
        String reference = exchange.getMessage().getBody(String.class);
        if (reference == null || reference.isBlank()) {
            if (calledBack && isTokenTrusted(allocated)) {
                // The list of tasks lags; the sweep comes again.
                return () -> {};
            }
            return refused(
                    allocated,
                    launch,
                    new LaunchRefusedException(
                            "launch unknown: no answer within " + ecs.sameTokenFor()
                                    + " and no task of this attempt is to be found",
                            false));
        }
        Execution after = executions.update(allocated, row -> {
            if (row.attempt() != allocated.attempt()
                    || row.status().isTerminal()
                    || reference.equals(row.taskReference())) {
                return row;
            }
            return row.status() == ExecutionStatus.ALLOCATED
                    ? row.dispatched(reference, Timestamps.now())
                    : row.sawTask(reference, 0);
        });
        if (after.stop() != null && !after.status().isTerminal()) {
            return () -> stops.stop(after);
        }
        return () -> {};
    }

    private boolean isTokenTrusted(Execution allocated) {
        return Timestamps.now().isBefore(allocated.attemptStartedAt().plus(ecs.sameTokenFor()));
    }

    private Exchange run(Execution allocated, Launch launch) {
        return camel.send("direct:run-" + allocated.job().jobRunner(), exchange -> {
            exchange.getMessage().setBody(request(allocated, launch));
            exchange.getMessage().setHeader("execution_id", allocated.key().executionId());
            exchange.getMessage().setHeader("tenant_id", allocated.key().tenantId());
            exchange.getMessage().setHeader("attempt", allocated.attempt());
        });
    }

    /** A runner without a list of tasks to look in answers nothing. */
    private Exchange lookUp(Execution allocated) {
        String route = "direct:find-" + allocated.job().jobRunner();
        if (camel.getCamelContext().hasEndpoint(route) == null) {
            return new DefaultExchange(camel.getCamelContext());
        }
        return camel.send(route, exchange -> exchange.getMessage().setBody(allocated.attemptId()));
    }

    /** The same for the same row, whenever it is made. */
    private LaunchRequest request(Execution allocated, Launch launch) {
        Map<String, String> environment = new TreeMap<>(launch.environment());
        environment.put("EXECUTION_ATTEMPT", Integer.toString(allocated.attempt()));
        environment.put("RESULTS_PREFIX", ResultsKey.prefix(allocated.key(), allocated.attempt()));
        environment.put("EXECUTION_CALLBACK_TOKEN", tokens.tokenFor(allocated));
        return new LaunchRequest(launch, allocated.attemptId(), environment);
    }

    private Runnable refused(Execution allocated, Launch launch, LaunchRefusedException refusal) {
        boolean again = refusal.isPassing() && allocated.refusals() < allocation.maxRefusals();
        Execution after = executions.update(allocated, row -> {
            if (row.attempt() != allocated.attempt()
                    || row.status() != allocated.status()
                    || row.taskReference() != null) {
                return row;
            }
            if (row.stop() != null) {
                return row.end(row.stop().becomes(), null, row.stop().reason(), Timestamps.now());
            }
            return again
                    ? row.nextAttempt(refusal.getMessage(), true, row.launcher(), null, Timestamps.now())
                    : row.end(ExecutionStatus.FAILED, null, refusal.getMessage(), Timestamps.now());
        });
        LOG.info("Launch of {} attempt {} refused: {}", allocated.key(), allocated.attempt(), refusal.getMessage());
        if (after.status() == ExecutionStatus.ALLOCATED && after.attempt() == allocated.attempt() + 1) {
            return () -> dispatchAfter(after, launch, jittered(allocation.refusalBackOff(), after.refusals() - 1), 0);
        }
        return () -> {};
    }

    /** Between half and all of base × 2^times. */
    private static Duration jittered(Duration base, int times) {
        long bound = Math.min(base.toMillis() << Math.min(times, 16), MAX_REFUSAL_BACK_OFF.toMillis());
        return Duration.ofMillis(bound / 2 + ThreadLocalRandom.current().nextLong(bound / 2 + 1));
    }

    private static <T extends Throwable> T find(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    @PreDestroy
    void stop() {
        workers.shutdown();
    }
}
