package execution.allocation;

import execution.application.ChangeListener;
import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.Lane;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Wakes lanes: each runs {@code direct:allocate} in at most one thread of this instance, and a wake-up that comes meanwhile
 * makes it run once more. Many wake-ups of a lane thus cost little more than one.
 */
@Component
public class LaneWakeUps implements ChangeListener {

    private static final Logger LOG = LoggerFactory.getLogger(LaneWakeUps.class);
    private static final int THREADS = 4;
    private static final Duration RETRY = Duration.ofSeconds(2);

    private enum State {
        RUNNING,
        RUNNING_AND_WOKEN
    }

    private final ProducerTemplate camel;
    private final FullLanes fullLanes;
    private final Map<Lane, State> states = new ConcurrentHashMap<>();
    private final ScheduledExecutorService workers = Executors.newScheduledThreadPool(THREADS, runnable -> {
        Thread thread = new Thread(runnable, "allocation");
        thread.setDaemon(true);
        return thread;
    });

    LaneWakeUps(ProducerTemplate camel, FullLanes fullLanes) {
        this.camel = camel;
        this.fullLanes = fullLanes;
    }

    @Override
    public void changed(Execution execution) {
        if (execution.status().isTerminal()) {
            fullLanes.slotFreed(execution.lane());
            wake(execution.lane());
        } else if (execution.status() == ExecutionStatus.PENDING && !fullLanes.isFull(execution.lane())) {
            wake(execution.lane());
        }
    }

    /** There may be work in the lane; returns at once. */
    public void wake(Lane lane) {
        if (states.merge(lane, State.RUNNING, (old, ignored) -> State.RUNNING_AND_WOKEN) == State.RUNNING) {
            submit(lane, Duration.ZERO);
        }
    }

    private void submit(Lane lane, Duration delay) {
        try {
            workers.schedule(() -> run(lane), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopping; {} waits for the next start", lane);
        }
    }

    private void run(Lane lane) {
        Exception failure = allocate(lane);
        if (failure != null) {
            LOG.warn("Allocation for {} failed, trying again: {}", lane, failure.toString());
            submit(lane, RETRY);
            return;
        }
        State left = states.computeIfPresent(lane, (key, state) -> state == State.RUNNING ? null : State.RUNNING);
        if (left != null) {
            submit(lane, Duration.ZERO);
        }
    }

    /** What went wrong, also where Camel could not even begin; else the lane would count as running for ever. */
    private Exception allocate(Lane lane) {
        try {
            return camel.send("direct:allocate", e -> e.getMessage().setBody(lane))
                    .getException();
        } catch (RuntimeException e) {
            return e;
        }
    }

    @PreDestroy
    void stop() {
        workers.shutdown();
    }
}
