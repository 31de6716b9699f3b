package execution.publication;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.logging.LogContext;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.StatusChange;
import execution.outage.Backoff;
import execution.store.ChangeListener;
import execution.store.Executions;
import execution.store.PublishedMarks;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import shared.kafka.KafkaFailure;

/**
 * Sends what an execution's history holds beyond what is published to {@code direct:publish-event}, one execution's changes
 * one after the other and each only after the one before was acknowledged. While the topic is away the service goes on: what
 * waits here is tried again, and what does not fit in here is found by the sweep.
 */
@Component
public class Publisher implements ChangeListener {

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    /** Each waits for the topic's word on one change; 5 ms of it are the time that the client collects others in. */
    private static final int THREADS = 8;

    /** What is published later than this after it came about is written down at once: the next write may be hours away. */
    private static final Duration LATE = Duration.ofSeconds(30);

    /**
     * When the row is told that its last change is published, if no other write of the row, such as that of the results, has told it
     * by then. A sweep finds the row unpublished only after a longer time.
     */
    private static final Duration RECORDED_AFTER = Duration.ofSeconds(5);

    private final Executions executions;
    private final PublishedMarks marks;
    private final ProducerTemplate camel;
    private final ObjectMapper mapper;
    private final PublicationProperties publication;
    private final Backoff retries;
    private final ScheduledExecutorService workers = Executors.newScheduledThreadPool(THREADS, runnable -> {
        Thread thread = new Thread(runnable, "publication");
        thread.setDaemon(true);
        return thread;
    });
    private final WaitingChanges waiting = new WaitingChanges();
    private final Set<ExecutionKey> busy = ConcurrentHashMap.newKeySet();
    private final PublicationOutage outage = new PublicationOutage();

    Publisher(
            Executions executions,
            PublishedMarks marks,
            ProducerTemplate camel,
            ObjectMapper mapper,
            PublicationProperties publication,
            MeterRegistry metrics) {
        this.executions = executions;
        this.marks = marks;
        this.camel = camel;
        this.mapper = mapper;
        this.publication = publication;
        this.retries = new Backoff(publication.retry(), publication.retry());
        Gauge.builder("execution.publication.waiting", waiting, WaitingChanges::size)
                .description("Executions with status changes that wait for being published by this instance")
                .register(metrics);
    }

    /** Takes the execution's unpublished changes; returns at once. */
    @Override
    public void changed(Execution execution) {
        if (firstUnpublished(execution) > execution.seq()
                && (!execution.status().isTerminal() || execution.isFullyPublished())) {
            return;
        }
        if (!hasRoom() && !isAtIt(execution.key())) {
            return;
        }
        waiting.add(execution);
        start(execution.key());
    }

    /** Whether another execution would be taken; while there is none, the table keeps what is to be published. */
    public boolean hasRoom() {
        return waiting() < publication.mostWaiting()
                && waiting.weight() < publication.mostWaitingSize().toBytes();
    }

    /** Whether this execution's changes wait here or are just being published. */
    public boolean isAtIt(ExecutionKey key) {
        return busy.contains(key);
    }

    int waiting() {
        return waiting.size();
    }

    Optional<PublicationOutage.State> outage() {
        return outage.current();
    }

    @Override
    public boolean hearsOfOthers() {
        return false;
    }

    /** One task for each execution at a time keeps its changes in order. */
    private void start(ExecutionKey key) {
        if (busy.add(key)) {
            submit(key, Duration.ZERO);
        }
    }

    private void submit(ExecutionKey key, Duration delay) {
        if (!schedule(() -> LogContext.run(key, 0, () -> publish(key)), delay)) {
            busy.remove(key);
            LOG.debug("Stopping; the changes of {} are published after the next start", key);
        }
    }

    /** False if this is stopping. */
    private boolean schedule(Runnable task, Duration delay) {
        try {
            workers.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void publish(ExecutionKey key) {
        if (!camel.getCamelContext().isStarted()) {
            // It starts or stops; what is not published by then, the row says.
            submit(key, retries.after(1));
            return;
        }
        Execution execution = waiting.take(key);
        try {
            if (execution != null) {
                send(execution);
            }
        } catch (PublicationException e) {
            outage.failed(key, e.getMessage());
            waiting.add(execution);
            submit(key, retries.after(1));
            return;
        } catch (RuntimeException e) {
            LOG.warn("The publication of {} could not be recorded; the sweep repeats it: {}", key, e.toString());
        }
        busy.remove(key);
        if (waiting.contains(key)) {
            start(key);
        }
    }

    private void send(Execution execution) {
        for (StatusChange change : execution.history().changes()) {
            if (change.seq() >= firstUnpublished(execution)) {
                String event = json(StatusEvent.of(execution, change));
                Exchange sent = camel.send("direct:publish-event", exchange -> {
                    exchange.getMessage().setBody(event);
                    exchange.getMessage()
                            .setHeader("execution_id", execution.key().executionId());
                    exchange.getMessage().setHeader("tenant_id", execution.key().tenantId());
                    exchange.getMessage().setHeader("status", change.status().text());
                });
                if (sent.isFailed()) {
                    throw new PublicationException(sent.getException());
                }
                marks.published(execution.key(), change.seq());
            }
        }
        outage.succeeded(execution.key());
        if (isLate(execution)) {
            executions.update(execution, this::marked);
        } else if (execution.status().isTerminal()) {
            executions
                    .updateAlong(execution.key(), RECORDED_AFTER, this::marked)
                    .exceptionally(failure -> {
                        LOG.warn(
                                "The publication of {} could not be recorded; the sweep repeats it: {}",
                                execution.key(),
                                failure.toString());
                        return null;
                    });
        }
    }

    private Execution marked(Execution row) {
        return row.publishedUpTo(marks.of(row.key()));
    }

    /** Whether the last change was published long after it was made, by a sweep or after an outage. */
    private static boolean isLate(Execution execution) {
        StatusChange last = execution.history().last();
        return last.occurredAt().isBefore(Instant.now().minus(LATE));
    }

    private int firstUnpublished(Execution execution) {
        return Math.max(execution.publication().publishedSeq(), marks.of(execution.key())) + 1;
    }

    private String json(StatusEvent event) {
        try {
            return mapper.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The topic did not take it. */
    private static final class PublicationException extends RuntimeException {
        PublicationException(Exception cause) {
            super(
                    cause == null
                            ? "the route stopped the event"
                            : KafkaFailure.of(cause).text(),
                    cause);
        }
    }

    @PreDestroy
    void stop() {
        workers.shutdown();
    }
}
