package wrapper.work.ecs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.json.Json;
import wrapper.call.CallFailedException;
import wrapper.call.CallLimit;
import wrapper.call.HttpCalls;
import wrapper.config.Contract;
import wrapper.work.pulse.Ticking;

/**
 * Has ECS spare this task while it works, when it takes tasks away from a service. ECS is told only when the worker
 * gets busy or has been idle for some seconds, and again before the protection runs out. Outside of ECS nothing
 * happens.
 */
public final class TaskProtection implements Ticking {
    private static final Logger LOG = LoggerFactory.getLogger(TaskProtection.class);
    private static final int MINUTES = 60;
    // Between two bundles a worker is idle for a moment, about which ECS is not told.
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long RENEWED_NANOS = TimeUnit.MINUTES.toNanos(MINUTES / 2);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final HttpCalls http;
    private final URI state;
    private final IntSupplier busy;
    private final Executor background;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private long lastBusy = System.nanoTime();
    private volatile boolean isProtected;
    private volatile long toldAt;
    private volatile long notBefore = System.nanoTime();

    private TaskProtection(HttpCalls http, URI state, IntSupplier busy, Executor background) {
        this.http = http;
        this.state = state;
        this.busy = busy;
        this.background = background;
    }

    /**
     * Makes it, if the worker is a task of ECS.
     *
     * @param busy gives how much the worker does at present
     */
    public static Optional<TaskProtection> of(
            Map<String, String> environment, HttpCalls http, IntSupplier busy, Executor background) {
        String agent = environment.getOrDefault("ECS_AGENT_URI", "");
        if (agent.isBlank()) {
            return Optional.empty();
        }
        try {
            URI state = Contract.httpUrl(agent.strip().replaceFirst("/+$", "") + "/task-protection/v1/state");
            return Optional.of(new TaskProtection(http, state, busy, background));
        } catch (IllegalArgumentException e) {
            LOG.warn("ECS_AGENT_URI {}: the task is not protected", e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void tick(long now) {
        boolean works = busy.getAsInt() > 0;
        if (works) {
            lastBusy = now;
        }
        boolean wanted = works || isProtected && now - lastBusy < IDLE_NANOS;
        boolean due = wanted != isProtected || wanted && now - toldAt >= RENEWED_NANOS;
        if (due && now - notBefore >= 0 && underWay.compareAndSet(false, true)) {
            background.execute(() -> tell(wanted, now));
        }
    }

    private void tell(boolean wanted, long now) {
        ObjectNode body = Json.object().put("ProtectionEnabled", wanted);
        if (wanted) {
            body.put("ExpiresInMinutes", MINUTES);
        }
        try {
            http.send("PUT", state, Map.of(), Json.bytes(body), new CallLimit(Duration.ofSeconds(5), () -> false));
            isProtected = wanted;
            toldAt = now;
        } catch (CallFailedException e) {
            notBefore = now + PAUSE_NANOS;
            LOG.warn("the task's protection cannot be changed: {}", e.getMessage());
        } finally {
            underWay.set(false);
        }
    }
}
