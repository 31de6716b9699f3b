package execution.allocation;

import execution.launch.Dispatcher;
import execution.launch.LaunchPreparation;
import execution.logging.LogContext;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Launch;
import execution.model.Timestamps;
import execution.outage.Backoff;
import execution.runner.LaunchRefusedException;
import execution.store.Executions;
import execution.store.Instance;
import execution.store.SlotsExhaustedException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.apache.camel.Body;
import org.apache.camel.Handler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import shared.aws.AwsFailures;

/**
 * Lets one pending execution go on. What its launch needs is prepared first, so that it is stored in the same transaction that
 * takes the slot. One that fails, in whatever way, is put
 * off on its row: it stands behind the others then, and is in nobody's way.
 */
@Component
public class Allocator {

    private static final Logger LOG = LoggerFactory.getLogger(Allocator.class);
    private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5));

    private final Executions executions;
    private final LaunchPreparation preparation;
    private final Dispatcher dispatcher;
    private final Instance instance;
    private final OverduePending overdue;
    private final HeldBack heldBack;

    Allocator(
            Executions executions,
            LaunchPreparation preparation,
            Dispatcher dispatcher,
            Instance instance,
            OverduePending overdue,
            HeldBack heldBack) {
        this.executions = executions;
        this.preparation = preparation;
        this.dispatcher = dispatcher;
        this.instance = instance;
        this.overdue = overdue;
        this.heldBack = heldBack;
    }

    /**
     * @return what came of it; a failure that is this execution's alone is no exception, but put down and logged here
     */
    @Handler
    public Outcome allocate(@Body ExecutionKey key) {
        if (heldBack.contains(key)) {
            return Outcome.LEFT_SLOT;
        }
        try (LogContext context = LogContext.of(key, 0)) {
            Execution row = executions.findForClaim(key).orElse(null);
            Outcome outcome = row == null || !mayGoOn(row) ? Outcome.LEFT_SLOT : startOrEnd(row);
            heldBack.remove(key);
            return outcome;
        } catch (RuntimeException e) {
            if (AwsFailures.isUnavailable(e)) {
                LOG.warn("{} waits, for the table cannot be reached: {}", key, e.toString());
                return Outcome.UNAVAILABLE;
            }
            LOG.error("{} cannot be read or written and is left alone for a while: {}", key, e.toString());
            heldBack.add(key);
            return Outcome.LEFT_SLOT;
        }
    }

    /** The index lags behind the row. */
    private static boolean mayGoOn(Execution row) {
        return row.status() == ExecutionStatus.PENDING
                && (row.notBefore() == null || !row.notBefore().isAfter(Timestamps.now()));
    }

    private Outcome startOrEnd(Execution pending) {
        if (overdue.isOverdue(pending, Timestamps.now())) {
            executions.update(pending, whilePending(overdue::timedOut));
            return Outcome.LEFT_SLOT;
        }
        Launch launch;
        try {
            launch = preparation.prepare(pending);
        } catch (LaunchRefusedException e) {
            executions.update(
                    pending,
                    whilePending(row -> row.end(ExecutionStatus.FAILED, null, e.getMessage(), Timestamps.now())));
            return Outcome.LEFT_SLOT;
        } catch (RuntimeException e) {
            putOff(pending, e);
            return Outcome.LEFT_SLOT;
        }
        return start(pending, launch);
    }

    private Outcome start(Execution pending, Launch launch) {
        try {
            Execution after = executions.allocate(pending, launch);
            if (after.status() != ExecutionStatus.ALLOCATED
                    || !instance.id().equals(after.lastAttempt().launcher())) {
                // Somebody else was first.
                return Outcome.LEFT_SLOT;
            }
            dispatcher.dispatch(after, launch);
            return Outcome.TOOK_SLOT;
        } catch (SlotsExhaustedException e) {
            return Outcome.LANE_FULL;
        } catch (RuntimeException e) {
            if (AwsFailures.isUnavailable(e)) {
                throw e;
            }
            putOff(pending, e);
            return Outcome.LEFT_SLOT;
        }
    }

    /** A pending row is written for nothing else, so its version says how often it was put off before. */
    private void putOff(Execution pending, RuntimeException failure) {
        Instant until = Timestamps.now().plus(PAUSES.after((int) Math.min(pending.version(), Integer.MAX_VALUE)));
        LOG.warn("{} could not be started and is put off until {}: {}", pending.key(), until, failure.toString());
        executions.update(pending, whilePending(row -> mayGoOn(row) ? row.putOff(until) : row));
    }

    private static UnaryOperator<Execution> whilePending(UnaryOperator<Execution> change) {
        return row -> row.status() == ExecutionStatus.PENDING ? change.apply(row) : row;
    }
}
