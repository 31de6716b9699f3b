package execution.api;

import execution.allocation.PendingLimits;
import execution.logging.LogContext;
import execution.model.Execution;
import execution.model.Lane;
import execution.model.Timestamps;
import execution.store.Executions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Handler;
import org.apache.camel.Header;
import org.apache.camel.ProducerTemplate;
import org.springframework.stereotype.Component;

/** Takes a job event: validates it, looks its asset up and stores the execution, once. */
@Component
public class Trigger {

    private final JobEvents events;
    private final Executions executions;
    private final ProducerTemplate camel;
    private final PendingLimits pending;

    /** Bytes of the events that are worked on at once. An event takes some 30 times its size of memory while it is. */
    private final Semaphore bytes = new Semaphore(4 * RequestProperties.MOST_EVENT_BYTES, true);

    Trigger(JobEvents events, Executions executions, ProducerTemplate camel, PendingLimits pending) {
        this.events = events;
        this.executions = executions;
        this.camel = camel;
        this.pending = pending;
    }

    /**
     * @param isNew false if the same event was there before
     */
    public record Accepted(Execution execution, boolean isNew) {}

    /**
     * @param body the event's JSON
     * @param tenant from the caller's token; null for an event from the queue
     * @throws ProblemException if the event is not valid, names no asset of the tenant, has the ids of another one, or, where it
     *     is a request, its tenant has too many pending executions. Who may send to the queue is for the operator to say, so
     *     what comes by it is not counted.
     */
    @Handler
    public Accepted accept(@Body byte[] body, @Header("tenant_id") String tenant) {
        int weight = body == null ? 0 : Math.min(body.length, RequestProperties.MOST_EVENT_BYTES);
        bytes.acquireUninterruptibly(weight);
        try {
            JobEvents.JobEvent event = events.read(body, tenant);
            try (LogContext context = LogContext.of(event.key(), 0)) {
                return accept(event, tenant != null);
            }
        } finally {
            bytes.release(weight);
        }
    }

    private Accepted accept(JobEvents.JobEvent event, boolean isRequest) {
        Map<?, ?> asset = asset(event);
        if (asset == null) {
            // An asset may be gone by the time its event is repeated.
            Execution existing = executions
                    .find(event.key())
                    .orElseThrow(() -> ProblemException.invalid("asset_id", "the tenant has no such asset"));
            return repeated(existing, event);
        }
        if (isRequest
                && !pending.take(new Lane(event.key().tenantId(), event.job().jobRunner()))) {
            return repeated(
                    executions
                            .find(event.key())
                            .orElseThrow(() -> ProblemException.tooMany(
                                    "the tenant has too many pending executions", PendingLimits.FULL_FOR.toSeconds())),
                    event);
        }
        Execution execution = Execution.create(
                event.key(),
                event.job().withAsset(text(asset, "asset_name"), text(asset, "asset_type"), text(asset, "vendor")),
                event.hash(),
                Timestamps.now());
        Optional<Execution> existing = executions.create(execution);
        return existing.isEmpty() ? new Accepted(execution, true) : repeated(existing.get(), event);
    }

    private static Accepted repeated(Execution existing, JobEvents.JobEvent event) {
        if (!event.hash().equals(existing.requestHash())) {
            throw ProblemException.conflict("execution " + event.key().executionId() + " of event "
                    + event.key().jitEventId() + " exists with another request");
        }
        return new Accepted(existing, false);
    }

    private Map<?, ?> asset(JobEvents.JobEvent event) {
        Exchange found = camel.send("direct:lookup-asset", exchange -> {
            exchange.getMessage().setHeader("tenant_id", event.key().tenantId());
            exchange.getMessage().setHeader("asset_id", event.job().assetId());
        });
        if (found.isFailed()) {
            throw new IllegalStateException("the asset could not be looked up", found.getException());
        }
        Map<?, ?> asset = found.getMessage().getBody(Map.class);
        return asset == null || asset.isEmpty() ? null : asset;
    }

    private static String text(Map<?, ?> asset, String name) {
        Object value = asset.get(name);
        return value == null ? null : value.toString();
    }
}
