package execution.partition;

import execution.logging.FailedRoutes;
import execution.model.ExecutionKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.util.StopWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import shared.failure.Backoff;

/**
 * Decides when the jobs that this instance has in hand have their turns: one at a time a job, once more if a job is
 * woken meanwhile, each second while a job changes, and more and more seldom while it does not. An instance has those
 * jobs in hand that it began, that workers exchange with it about, and that the sweep found.
 */
@Component
public class PartitionWakeUps {

    /** The property of an exchange that has the {@link ExecutionKey} of the job whose turn it is. */
    public static final String KEY = "partitionedJob";

    /** The property of an exchange that has the {@link TurnResult} of the turn. */
    public static final String RESULT = "turnResult";

    /** The property of an exchange that has the {@link StopWatch} of the turn. */
    public static final String WATCH = "turnWatch";

    private static final Logger LOG = LoggerFactory.getLogger(PartitionWakeUps.class);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration WAITING = Duration.ofSeconds(2);

    /** A job's turns take a quarter of the time at most, because each of them reads all blocks with parts in flight. */
    private static final int PAUSE_PER_TURN = 3;

    private static final long LONGEST_PAUSE = 250;
    private static final Backoff RETRIES = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(30));

    private final Duration idle;
    private final Clock clock;
    private final Map<ExecutionKey, Hand> hands = new ConcurrentHashMap<>();

    PartitionWakeUps(PartitionProperties properties, Clock clock) {
        this.idle = properties.idle();
        this.clock = clock;
    }

    /**
     * A job that is in hand.
     *
     * @param busy whether a turn is being taken or waits for a thread
     * @param woken whether the job was woken meanwhile
     * @param quiet how many turns in a row changed nothing
     * @param failures how many turns in a row failed
     * @param due when the next turn is due, if none is being taken
     */
    private record Hand(boolean busy, boolean woken, int quiet, int failures, Instant due) {

        private Hand begun() {
            return busy ? new Hand(true, true, quiet, failures, due) : new Hand(true, false, quiet, failures, due);
        }

        private Hand dueAt(Instant at) {
            return busy ? new Hand(true, true, quiet, failures, due) : new Hand(false, false, quiet, failures, at);
        }
    }

    /** Tells whether a turn of the job begins now. If the job has a turn already, it has another one after that. */
    public boolean begin(@Body ExecutionKey key) {
        return !hands.merge(key, new Hand(true, false, 0, 0, Instant.MAX), (hand, ignored) -> hand.begun())
                .woken();
    }

    /** Takes a job into hand, or has one that is in hand take its next turn as soon as it can. */
    public void take(ExecutionKey key) {
        Instant now = clock.instant();
        hands.merge(key, new Hand(false, false, 0, 0, now), (hand, ignored) -> hand.dueAt(now));
    }

    boolean isInHand(ExecutionKey key) {
        return hands.containsKey(key);
    }

    /** Gives the jobs whose turn is due. */
    public List<ExecutionKey> due() {
        Instant now = clock.instant();
        return hands.entrySet().stream()
                .filter(entry ->
                        !entry.getValue().busy() && !entry.getValue().due().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Notes that a turn failed, so that the job has another one after a pause. */
    public void failed(
            @ExchangeProperty(KEY) ExecutionKey key,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            Exchange exchange) {
        exchange.setProperty(RESULT, null);
        Hand after = hands.computeIfPresent(key, (job, hand) -> {
            int failures = hand.failures() + 1;
            return new Hand(false, false, 0, failures, clock.instant().plus(RETRIES.after(failures)));
        });
        int failures = after == null ? 0 : after.failures();
        if (failures == 1) {
            LOG.warn("A turn of {} failed and is taken again: {}", key, FailedRoutes.text(failure));
        } else {
            LOG.debug("A turn of {} failed again: {}", key, FailedRoutes.text(failure));
        }
    }

    /**
     * Gives for how long a job keeps its turn after it has taken it. Reports of workers that come meanwhile have one
     * turn together.
     *
     * @param turn began with the turn. The exchange's own clock goes on from turn to turn
     * @return milliseconds
     */
    public long pause(@ExchangeProperty(RESULT) TurnResult result, @ExchangeProperty(WATCH) StopWatch turn) {
        return pause(result, turn.taken());
    }

    static long pause(TurnResult result, long elapsedMillis) {
        boolean goesOn = result != null
                && result.next() != TurnResult.Next.AT_ONCE
                && result.next() != TurnResult.Next.NEVER
                && result.next() != TurnResult.Next.AFTER_AGGREGATION;
        return goesOn ? Math.min(LONGEST_PAUSE, PAUSE_PER_TURN * elapsedMillis) : 0;
    }

    /**
     * Ends a turn.
     *
     * @return the job if its next turn follows at once; else null
     */
    public ExecutionKey next(@ExchangeProperty(KEY) ExecutionKey key, @ExchangeProperty(RESULT) TurnResult result) {
        if (result == null) {
            return null;
        }
        if (result.next() == TurnResult.Next.NEVER) {
            hands.remove(key);
            return null;
        }
        if (result.next() == TurnResult.Next.AFTER_AGGREGATION) {
            // The job keeps its turn until its values are put together.
            return null;
        }
        Hand after = hands.computeIfPresent(key, (job, hand) -> after(hand, result.next()));
        return after != null && after.busy() ? key : null;
    }

    private Hand after(Hand hand, TurnResult.Next next) {
        if (hand.woken() || next == TurnResult.Next.AT_ONCE) {
            return new Hand(true, false, 0, 0, hand.due());
        }
        Instant now = clock.instant();
        return switch (next) {
            case WAITING -> new Hand(false, false, 0, 0, now.plus(WAITING));
            case LATER -> new Hand(false, false, hand.quiet() + 1, 0, now.plus(pause(hand.quiet())));
            default -> new Hand(false, false, 0, 0, now.plus(SOON));
        };
    }

    private Duration pause(int quiet) {
        long seconds = Math.min(1L << Math.min(quiet, 10), idle.toSeconds());
        return Duration.ofSeconds(seconds);
    }
}
