package execution.allocation;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Lane;
import execution.outage.Backoff;
import execution.store.ChangeListener;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Wakes lanes. A lane that was woken gets turns, one at a time, until nobody in it is left that could go on; a wake-up that comes
 * meanwhile makes it begin with its oldest execution again. Many wake-ups of a lane thus cost little more than one.
 *
 * <p>All lanes share some threads and one queue. A turn, and within a turn each single execution, goes to the back of the queue,
 * so neither long lanes nor slow routes of some keep the others waiting for longer than one execution takes.
 */
@Component
public class LaneWakeUps implements ChangeListener {

    private static final Logger LOG = LoggerFactory.getLogger(LaneWakeUps.class);

    /** Each holds an execution, of up to some hundred KB, a few times over while it is prepared. */
    private static final int THREADS = 8;

    /** At most so many of them work for one lane, whose routes may be slow. */
    private static final int THREADS_OF_A_LANE = 4;

    private static final Backoff RETRIES = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(30));

    /**
     * A lane's way from its oldest pending execution to the last.
     *
     * @param after where it has come to; null at the beginning
     * @param woken whether it is to begin again after this one
     * @param failures how often it could not go on, in a row
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

    private final ProducerTemplate camel;
    private final LaneTurns turns;
    private final NotIndexedYet notIndexed;
    private final Map<Lane, Pass> passes = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor workers = new ScheduledThreadPoolExecutor(THREADS, runnable -> {
        Thread thread = new Thread(runnable, "allocation");
        thread.setDaemon(true);
        return thread;
    });

    LaneWakeUps(ProducerTemplate camel, LaneTurns turns, NotIndexedYet notIndexed) {
        this.camel = camel;
        this.turns = turns;
        this.notIndexed = notIndexed;
    }

    @Override
    public void changed(Execution execution) {
        if (execution.status() == ExecutionStatus.PENDING && execution.notBefore() == null) {
            notIndexed.add(execution);
            wake(execution.lane());
        } else if (execution.status().isTerminal()) {
            wake(execution.lane());
        }
    }

    /** There may be work in the lane; returns at once. */
    public void wake(Lane lane) {
        if (!passes.merge(lane, Pass.FIRST, (pass, ignored) -> pass.woke()).woken()) {
            submit(() -> begin(lane), Duration.ZERO);
        }
    }

    /** Whether nothing is being done for the lane. */
    boolean isIdle(Lane lane) {
        return !passes.containsKey(lane);
    }

    /** How often the lane could not go on, in a row. */
    int failures(Lane lane) {
        return Optional.ofNullable(passes.get(lane)).map(Pass::failures).orElse(0);
    }

    private void begin(Lane lane) {
        LaneTurn turn;
        try {
            turn = turns.turn(lane, passes.get(lane).after());
        } catch (RuntimeException e) {
            tryAgain(lane, "its pending executions could not be read: " + e);
            return;
        }
        if (turn.isOver()) {
            end(turn);
            return;
        }
        for (int thread = 1; thread < Math.min(turn.width(), THREADS_OF_A_LANE); thread++) {
            submit(() -> work(turn), Duration.ZERO);
        }
        work(turn);
    }

    /** One execution. Whoever finds none is no longer needed: those who are still at theirs see to the rest. */
    private void work(LaneTurn turn) {
        Optional<ExecutionKey> next = turn.next();
        if (next.isEmpty()) {
            return;
        }
        if (turn.done(allocate(next.get()))) {
            end(turn);
        } else {
            submit(() -> work(turn), Duration.ZERO);
        }
    }

    private Outcome allocate(ExecutionKey key) {
        Outcome outcome = send(key);
        if (outcome == Outcome.TOOK_SLOT || outcome == Outcome.LEFT_SLOT) {
            notIndexed.remove(key);
        }
        return outcome;
    }

    /** Also where Camel could not even begin; else the lane would count as busy for ever. */
    private Outcome send(ExecutionKey key) {
        try {
            Exchange exchange =
                    camel.send("direct:allocate", e -> e.getMessage().setBody(key));
            if (exchange.getMessage().getBody() instanceof Outcome outcome) {
                return outcome;
            }
            LOG.warn(
                    "The route direct:allocate gave no outcome for {}: {}",
                    key,
                    String.valueOf(exchange.getException()));
        } catch (RuntimeException e) {
            LOG.warn("The route direct:allocate did not take {}: {}", key, e.toString());
        }
        return Outcome.UNAVAILABLE;
    }

    private void end(LaneTurn turn) {
        Lane lane = turn.lane();
        if (turn.wasUnavailable()) {
            tryAgain(lane, "the table or the route direct:allocate is not available");
            return;
        }
        Pass left = passes.computeIfPresent(
                lane, (key, pass) -> turn.goesOnAfter().map(pass::at).orElse(pass.woken() ? Pass.FIRST : null));
        if (left != null) {
            submit(() -> begin(lane), Duration.ZERO);
        }
    }

    private void tryAgain(Lane lane, String why) {
        Pass pass = passes.computeIfPresent(lane, (key, before) -> before.failed());
        Duration pause = RETRIES.after(pass.failures());
        if (pass.failures() == 1) {
            LOG.warn("{} is tried again in {}: {}", lane, pause, why);
        } else {
            LOG.debug("{} is tried again in {}: {}", lane, pause, why);
        }
        submit(() -> begin(lane), pause);
    }

    private void submit(Runnable work, Duration delay) {
        try {
            workers.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopping; what is pending waits for the next start");
        }
    }

    @PreDestroy
    void stop() {
        // What waits in the queue waits in the table as well.
        workers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        workers.shutdown();
    }
}
