package execution.publication;

import execution.logging.LogContext;
import execution.messaging.DueQueue;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.StatusChange;
import execution.model.Timestamps;
import execution.store.Executions;
import execution.webhook.WebhookAnswer;
import execution.webhook.WebhookProperties;
import execution.webhook.WebhookTargets;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import shared.failure.Backoff;

/** Writes to the row what came of a webhook, and says when the execution has its next turn. */
@Component
public class WebhookRecords {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookRecords.class);

    /** When the row is told of a delivery, if no other write of the row has told it by then. */
    private static final Duration RECORDED_AFTER = Duration.ofSeconds(5);

    /** After a longer pause than this the sweep begins the next turn, so that a dead receiver takes no memory. */
    private static final Duration LONGEST_IN_MEMORY = Duration.ofMinutes(1);

    private final WebhookTurns turns;
    private final DeliveredMarks marks;
    private final Executions executions;
    private final WebhookTargets targets;
    private final WebhookProperties webhooks;
    private final Backoff pauses;
    private final Counter delivered;
    private final Counter failed;
    private final Counter givenUp;
    private final Timer lag;
    private final Clock clock;

    WebhookRecords(
            WebhookTurns turns,
            DeliveredMarks marks,
            Executions executions,
            WebhookTargets targets,
            WebhookProperties webhooks,
            MeterRegistry metrics,
            Clock clock) {
        this.turns = turns;
        this.marks = marks;
        this.executions = executions;
        this.targets = targets;
        this.webhooks = webhooks;
        this.pauses = new Backoff(webhooks.firstPause(), webhooks.longestPause());
        this.delivered = counter(metrics, "delivered");
        this.failed = counter(metrics, "failed");
        this.givenUp = counter(metrics, "given_up");
        this.lag = Timer.builder("execution.webhooks.lag")
                .description("From a status change to the delivery of its webhook")
                .register(metrics);
        this.clock = clock;
    }

    private static Counter counter(MeterRegistry metrics, String outcome) {
        return Counter.builder("execution.webhooks.tries")
                .description("Tries to deliver a status change to the receiver of a webhook")
                .tag("outcome", outcome)
                .register(metrics);
    }

    /**
     * Takes note of what came of a change. If the row cannot be written, the sweep delivers the change again.
     *
     * @param change the change; null if nothing was left to be sent and only the row does not know it
     */
    public void record(
            @ExchangeProperty(WebhookTurns.EXECUTION) Execution execution,
            @ExchangeProperty(WebhookEvents.CHANGE) StatusChange change,
            @ExchangeProperty(WebhookEvents.ANSWER) WebhookAnswer answer,
            Exchange exchange) {
        if (change == null) {
            executions.update(execution, this::marked);
        } else if (answer.isDelivered()) {
            delivered(execution, change);
        } else {
            notDelivered(execution, change, answer, exchange);
        }
    }

    private void delivered(Execution execution, StatusChange change) {
        ExecutionKey key = execution.key();
        marks.delivered(key, change.seq());
        delivered.increment();
        // The change may be another instance's, whose clock is ahead; a timer leaves out what is negative.
        lag.record(Duration.between(change.occurredAt(), clock.instant()));
        Execution known = execution;
        if (execution.delivery().tries() > 0) {
            // While the receiver was away, another instance may have changed the row. It left the rest to this one.
            known = executions.update(execution, this::marked);
        } else {
            executions
                    .updateAlong(key, RECORDED_AFTER, this::marked)
                    .exceptionally(failure -> notRecorded(key, failure));
        }
        if (known.undelivered().stream().anyMatch(other -> other.seq() > change.seq())) {
            turns.again(known);
        }
    }

    private Execution marked(Execution row) {
        return row.webhookDelivered(marks.of(row.key()));
    }

    private void notDelivered(Execution execution, StatusChange change, WebhookAnswer answer, Exchange exchange) {
        int seq = change.seq();
        Instant now = Timestamps.now(clock);
        if (answer.isGone() || !now.isBefore(change.occurredAt().plus(webhooks.giveUpAfter()))) {
            givenUp.increment();
            String host = targets.name(execution.job().webhook().url());
            LogContext.run(
                    execution.key(),
                    0,
                    () -> LOG.warn(
                            "The webhook of {} to {} is given up for change {}: {}",
                            execution.key(),
                            host,
                            seq,
                            answer.text()));
            String why = "change " + seq + " was given up: " + answer.text();
            Execution after = executions.update(execution, row -> marked(row).webhookGivenUp(seq, why));
            if (!after.isDelivered()) {
                turns.again(after);
            }
            return;
        }
        failed.increment();
        Duration pause = pauses.after(execution.delivery().tries() + 1);
        Instant next = now.plus(pause);
        Execution after = executions.update(execution, row -> marked(row).webhookFailed(seq, answer.text(), next));
        if (pause.compareTo(LONGEST_IN_MEMORY) > 0 || after.isDelivered()) {
            turns.leave(execution.key());
            return;
        }
        exchange.setProperty(DueQueue.DUE, next);
        turns.again(after);
    }

    /** Leaves the execution to the sweep after a failure of the service's own, such as of a write. */
    public void broken(
            @ExchangeProperty(WebhookTurns.EXECUTION) Execution execution,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable failure) {
        turns.leave(execution.key());
        notRecorded(execution.key(), failure);
    }

    private static Void notRecorded(ExecutionKey key, Throwable failure) {
        LogContext.run(
                key,
                0,
                () -> LOG.warn(
                        "What came of the webhook of {} could not be recorded; the sweep repeats it: {}",
                        key,
                        failure.toString()));
        return null;
    }
}
