package execution.allocation;

import execution.messaging.DueQueue;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Lane;
import execution.model.Timestamps;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import shared.failure.Backoff;

/**
 * Decides which lanes have turns. A lane that was woken gets turns, one at a time, until no execution is left in the
 * lane that could go on. A wake-up that comes meanwhile makes the lane begin with its first execution again. Many
 * wake-ups of a lane thus cost little more than one.
 *
 * <p>{@code routes.AllocationRoutes} hands a turn, and within a turn each single execution, to the back of a queue that
 * all lanes share. So a long lane, or a lane whose routes are slow, keeps other lanes waiting for no longer than one
 * execution takes.
 */
@Component
public class LaneWakeUps {

    /** The property of an exchange that has the {@link LaneTurn} which an execution is looked at in. */
    public static final String TURN = "laneTurn";

    private static final Logger LOG = LoggerFactory.getLogger(LaneWakeUps.class);

    /** The most threads that work for one lane, because the routes of a lane may be slow. */
    private static final int THREADS_OF_A_LANE = 4;

    private static final Backoff RETRIES = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(30));

    /**
     * The way of a lane from its first pending execution to its last one.
     *
     * @param after the position that the lane has come to; null at the beginning
     * @param woken whether the lane has to begin again after this pass
     * @param failures how often in a row the lane could not go on
     */
    private record Pass(String after, boolean woken, int failures) {
        private static final Pass FIRST = new Pass(null, false, 0);

        private Pass woke() {
            return new Pass(after, true, failures);
        }

        private Pass at(String position) {
            return new Pass(position, woken, 0);
        }

        private Pass failed() {
            return new Pass(null, false, failures + 1);
        }
    }

    private final LaneTurns turns;
    private final NotIndexedYet notIndexed;
    private final Clock clock;
    private final Map<Lane, Pass> passes = new ConcurrentHashMap<>();

    LaneWakeUps(LaneTurns turns, NotIndexedYet notIndexed, Clock clock) {
        this.turns = turns;
        this.notIndexed = notIndexed;
        this.clock = clock;
    }

    /**
     * Tells which lane may go on after a change: that of an execution that is pending now, or of one that ended and
     * freed its slot.
     *
     * @param changed an {@link Execution} as it is after the change, or a {@link Lane} that may have work for another
     *     reason
     * @return the lane; null if the change lets nobody go on
     */
    public Lane lane(@Body Object changed) {
        if (changed instanceof Lane lane) {
            return lane;
        }
        Execution execution = (Execution) changed;
        if (execution.status() == ExecutionStatus.PENDING && execution.notBefore() == null) {
            notIndexed.add(execution);
            return execution.lane();
        }
        return execution.status().isTerminal() ? execution.lane() : null;
    }

    /** Tells whether the lane's turns begin now. If the lane has turns already, it begins again after them. */
    public boolean begin(@Body Lane lane) {
        return !passes.merge(lane, Pass.FIRST, (pass, ignored) -> pass.woke()).woken();
    }

    /** Reads a lane's next turn. */
    public LaneTurn turn(@Body Lane lane) {
        try {
            return turns.turn(lane, passes.get(lane).after());
        } catch (RuntimeException e) {
            LOG.debug("The pending executions of {} could not be read", lane, e);
            return LaneTurn.unreadable(lane, e);
        }
    }

    /** Tells whether there is nothing to do in a turn. */
    public boolean isOver(@Body LaneTurn turn) {
        return turn.isOver();
    }

    /** Gives the turn itself, once for each thread that is to work on the turn. */
    public List<LaneTurn> shares(@Body LaneTurn turn) {
        return Collections.nCopies(Math.min(turn.width(), THREADS_OF_A_LANE), turn);
    }

    /**
     * Gives the next execution of a turn; null if there is none for now. Threads that are still at work do the rest.
     */
    public ExecutionKey next(@Body LaneTurn turn, Exchange exchange) {
        exchange.setProperty(TURN, turn);
        return turn.next().orElse(null);
    }

    /**
     * Notes what came of an execution, and tells whether the execution was the last of its turn. Only one thread of a
     * turn is told so.
     */
    public boolean isLast(
            @ExchangeProperty(TURN) LaneTurn turn,
            @ExchangeProperty(Allocator.KEY) ExecutionKey key,
            @ExchangeProperty(Allocator.OUTCOME) Outcome outcome) {
        if (outcome == Outcome.TOOK_SLOT || outcome == Outcome.LEFT_SLOT) {
            notIndexed.remove(key);
        }
        return turn.done(outcome == null ? Outcome.UNAVAILABLE : outcome);
    }

    /**
     * Ends a turn.
     *
     * @return the lane if it has another turn; it is due after a pause if it could not go on. Null if nothing is left
     *     to be done.
     */
    public Lane end(@Body LaneTurn turn, Exchange exchange) {
        Lane lane = turn.lane();
        if (turn.wasUnavailable()) {
            exchange.setProperty(DueQueue.DUE, Timestamps.now(clock).plus(pause(turn)));
            return lane;
        }
        Pass left = passes.computeIfPresent(
                lane, (key, pass) -> turn.goesOnAfter().map(pass::at).orElse(pass.woken() ? Pass.FIRST : null));
        return left == null ? null : lane;
    }

    /** Tells whether nothing is being done for the lane. */
    boolean isIdle(Lane lane) {
        return !passes.containsKey(lane);
    }

    /** Gives how often in a row the lane could not go on in this instance. */
    public int failures(Lane lane) {
        return Optional.ofNullable(passes.get(lane)).map(Pass::failures).orElse(0);
    }

    private Duration pause(LaneTurn turn) {
        Pass pass = passes.computeIfPresent(turn.lane(), (key, before) -> before.failed());
        Duration pause = RETRIES.after(pass.failures());
        if (pass.failures() == 1) {
            LOG.warn("{} is tried again in {} ms: {}", turn.lane(), pause.toMillis(), turn.whyUnavailable());
        } else {
            LOG.debug("{} is tried again in {} ms: {}", turn.lane(), pause.toMillis(), turn.whyUnavailable());
        }
        return pause;
    }
}
