package execution.allocation;

import execution.launch.Launching;
import execution.launch.PreparationFailedException;
import execution.logging.FailedRoutes;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Launch;
import execution.model.Timestamps;
import execution.runner.LaunchRefusedException;
import execution.store.Executions;
import execution.store.Instance;
import execution.store.SlotsExhaustedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import shared.aws.AwsFailures;
import shared.failure.Backoff;

/**
 * Lets one pending execution go on. The launch is prepared before the slot is claimed, so that one transaction stores
 * the launch and takes the slot. An execution that cannot go on is put off on its row: it then stands behind the others
 * of its lane and does not hold them up.
 */
@Component
public class Allocator {

    /** The property of an exchange that has the {@link ExecutionKey} of the execution that is looked at. */
    public static final String KEY = "executionKey";

    /** The property of an exchange that has the {@link Outcome} of the look. */
    public static final String OUTCOME = "allocationOutcome";

    private static final String PENDING = "pendingExecution";

    private static final Logger LOG = LoggerFactory.getLogger(Allocator.class);
    private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5));

    private final Executions executions;
    private final Instance instance;
    private final OverduePending overdue;
    private final HeldBack heldBack;
    private final Clock clock;

    Allocator(Executions executions, Instance instance, OverduePending overdue, HeldBack heldBack, Clock clock) {
        this.executions = executions;
        this.instance = instance;
        this.overdue = overdue;
        this.heldBack = heldBack;
        this.clock = clock;
    }

    /**
     * Reads an execution that an index says is pending, and ends it if it has waited for too long.
     *
     * @return the row; null if the execution is not to go on now
     */
    public Execution pending(@Body ExecutionKey key, Exchange exchange) {
        exchange.setProperty(KEY, key);
        exchange.setProperty(OUTCOME, Outcome.LEFT_SLOT);
        exchange.removeProperty(PENDING);
        if (heldBack.contains(key)) {
            return null;
        }
        Execution row = executions.findForClaim(key).orElse(null);
        if (row == null || !mayGoOn(row)) {
            heldBack.remove(key);
            return null;
        }
        Instant now = Timestamps.now(clock);
        if (overdue.isOverdue(row, now)) {
            executions.update(row, whilePending(waiting -> overdue.timedOut(waiting, now)));
            heldBack.remove(key);
            return null;
        }
        exchange.setProperty(PENDING, row);
        return row;
    }

    /**
     * Claims a slot for the execution, in one transaction with its status and its launch.
     *
     * @return what is to be launched; null if somebody else was first
     * @throws SlotsExhaustedException if no slot is free
     */
    public Launching claim(@Body Launch launch, Exchange exchange) {
        Execution after = executions.allocate(exchange.getProperty(PENDING, Execution.class), launch);
        heldBack.remove(after.key());
        if (after.status() != ExecutionStatus.ALLOCATED
                || !instance.id().equals(after.lastAttempt().launcher())) {
            return null;
        }
        exchange.setProperty(OUTCOME, Outcome.TOOK_SLOT);
        return Launching.opened(after, launch, clock.instant());
    }

    /**
     * Decides what becomes of an execution that could not go on. A failure that concerns this execution alone is
     * logged, and the execution is ended or put off on its row.
     */
    public void failed(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure, Exchange exchange) {
        ExecutionKey key = exchange.getProperty(KEY, ExecutionKey.class);
        Execution pending = exchange.getProperty(PENDING, Execution.class);
        if (exchange.getProperty(OUTCOME) == Outcome.TOOK_SLOT) {
            LOG.warn("The launch of {} was not begun here, the sweep begins it: {}", key, FailedRoutes.text(failure));
            return;
        }
        Outcome outcome;
        try {
            outcome = pending == null ? leaveAlone(key, failure) : notStarted(pending, failure);
        } catch (RuntimeException e) {
            outcome = leaveAlone(key, e);
        }
        exchange.setProperty(OUTCOME, outcome);
    }

    private Outcome notStarted(Execution pending, Exception failure) {
        if (ObjectHelper.getException(SlotsExhaustedException.class, failure) != null) {
            return Outcome.LANE_FULL;
        }
        if (failure instanceof LaunchRefusedException refused) {
            executions.update(
                    pending,
                    whilePending(row -> row.end(
                            ExecutionStatus.FAILED, null, refused.getMessage(), refused.why(), Timestamps.now(clock))));
        } else if (!(failure instanceof PreparationFailedException) && AwsFailures.isUnavailable(failure)) {
            return leaveAlone(pending.key(), failure);
        } else {
            putOff(pending, failure);
        }
        heldBack.remove(pending.key());
        return Outcome.LEFT_SLOT;
    }

    private Outcome leaveAlone(ExecutionKey key, Exception failure) {
        if (AwsFailures.isUnavailable(failure)) {
            LOG.warn("{} waits, for the table cannot be reached: {}", key, FailedRoutes.text(failure));
            return Outcome.UNAVAILABLE;
        }
        LOG.error("{} cannot be read or written and is left alone for a while: {}", key, FailedRoutes.text(failure));
        heldBack.add(key);
        return Outcome.LEFT_SLOT;
    }

    /** Asks the row again, because the index lags behind the row. */
    private boolean mayGoOn(Execution row) {
        return row.status() == ExecutionStatus.PENDING
                && (row.notBefore() == null || !row.notBefore().isAfter(Timestamps.now(clock)));
    }

    /**
     * The version of a pending row says how often it was put off, because a pending row is written for nothing else.
     */
    private void putOff(Execution pending, Exception failure) {
        Instant until = Timestamps.now(clock).plus(PAUSES.after((int) Math.min(pending.version(), Integer.MAX_VALUE)));
        LOG.warn(
                "{} could not be started and is put off until {}: {}",
                pending.key(),
                until,
                FailedRoutes.text(failure));
        executions.update(pending, whilePending(row -> mayGoOn(row) ? row.putOff(until) : row));
    }

    private static UnaryOperator<Execution> whilePending(UnaryOperator<Execution> change) {
        return row -> row.status() == ExecutionStatus.PENDING ? change.apply(row) : row;
    }
}
