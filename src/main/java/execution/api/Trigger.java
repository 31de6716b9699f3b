package execution.api;

import execution.allocation.PendingLimits;
import execution.logging.LogContext;
import execution.model.Execution;
import execution.model.Lane;
import execution.model.Timestamps;
import execution.store.Executions;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;
import shared.trace.TraceParent;

/**
 * Validates a job event, and stores its execution once. Between these two steps {@code routes.TriggerRoutes} looks up
 * the asset of the event.
 */
@Component
public class Trigger {

    private static final String EVENT = "jobEvent";
    private static final String IS_REQUEST = "isRequest";
    private static final String WEIGHT = "eventWeight";
    private static final String TRACE = "eventTrace";

    private final JobEvents events;
    private final Executions executions;
    private final PartitionInputs inputs;
    private final PendingLimits pending;
    private final Clock clock;

    /**
     * Limits the bytes of all events that are worked on at once, because an event that is worked on takes some 30 times
     * its size of memory.
     */
    private final Semaphore bytes = new Semaphore(4 * RequestProperties.MOST_EVENT_BYTES, true);

    Trigger(JobEvents events, Executions executions, PartitionInputs inputs, PendingLimits pending, Clock clock) {
        this.events = events;
        this.executions = executions;
        this.inputs = inputs;
        this.pending = pending;
        this.clock = clock;
    }

    /**
     * The execution of an event.
     *
     * @param isNew false if the same event came before
     */
    public record Accepted(Execution execution, boolean isNew) {}

    /**
     * Validates an event. Each call is to be followed by one of {@link #done}. A header {@code traceparent} of another
     * form than W3C's is taken for none.
     *
     * @param body the event's JSON
     * @param tenant the tenant in the caller's token; null for an event from the queue
     * @throws ProblemException if the event is not valid
     */
    public JobEvents.JobEvent read(@Body byte[] body, @Header("tenant_id") String tenant, Exchange exchange) {
        int weight = body == null ? 0 : Math.min(body.length, RequestProperties.MOST_EVENT_BYTES);
        bytes.acquireUninterruptibly(weight);
        exchange.setProperty(WEIGHT, weight);
        JobEvents.JobEvent event =
                events.read(body, tenant, exchange.getProperty(Reruns.AGAIN, PartitionRequest.Again.class));
        exchange.setProperty(EVENT, event);
        exchange.setProperty(IS_REQUEST, tenant != null);
        exchange.setProperty(
                TRACE,
                TraceParent.parse(exchange.getMessage().getHeader(TraceParent.HEADER))
                        .map(TraceParent::text)
                        .orElse(null));
        return event;
    }

    /** Makes room for other events. */
    public void done(@ExchangeProperty(WEIGHT) int weight) {
        bytes.release(weight);
    }

    /**
     * Stores the execution.
     *
     * @param asset what is known of the event's asset; an empty map if there is no such asset
     * @param rerunOf the id of the ended execution that is run again; null if there is none
     * @param trace where in a trace the execution begins; null if it is part of none
     * @throws ProblemException if the event names no asset of the tenant or no object with its parts, if another event
     *     had the same ids, or if the tenant of a request has too many pending executions. Events from the queue are
     *     not counted, because the operator decides who may send to the queue.
     */
    public Accepted accept(
            @Body Map<?, ?> asset,
            @ExchangeProperty(EVENT) JobEvents.JobEvent event,
            @ExchangeProperty(IS_REQUEST) boolean isRequest,
            @ExchangeProperty(Reruns.RERUN_OF) String rerunOf,
            @ExchangeProperty(TRACE) String trace) {
        try (LogContext context = LogContext.of(event.key(), 0)) {
            return store(event, asset, isRequest, rerunOf, trace);
        }
    }

    private Accepted store(JobEvents.JobEvent event, Map<?, ?> asset, boolean isRequest, String rerunOf, String trace) {
        if (asset.isEmpty()) {
            // The execution is looked for first, because the asset may be gone when the same event comes again.
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
        Optional<ProblemException> missing = inputs.keep(event);
        if (missing.isPresent()) {
            return repeated(executions.find(event.key()).orElseThrow(missing::get), event);
        }
        Execution execution = Execution.create(
                event.key(),
                event.job()
                        .withAsset(text(asset, "asset_name"), text(asset, "asset_type"), text(asset, "vendor"))
                        .withRerunOf(rerunOf)
                        .withTraceparent(trace),
                event.hash(),
                Timestamps.now(clock));
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

    private static String text(Map<?, ?> asset, String name) {
        Object value = asset.get(name);
        return value == null ? null : value.toString();
    }
}
