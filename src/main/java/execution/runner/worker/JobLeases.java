package execution.runner.worker;

import execution.model.Execution;
import execution.model.Timestamps;
import execution.store.Executions;
import execution.store.Heartbeats;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;

/**
 * How long the runs of jobs on workers may still go on without being heard of. A run ends its command before its lease
 * is over, so a run that is silent for longer does not run any more.
 */
@Component
public class JobLeases {

    /** Clocks of instances may differ by so much. */
    private static final Duration CLOCKS = Duration.ofSeconds(2);

    /** How many runs are remembered here. The sweep asks for those that are forgotten. */
    private static final int MOST = 100_000;

    private final Heartbeats heartbeats;
    private final Executions executions;
    private final WorkerProperties worker;
    private final Clock clock;
    private final Map<String, Instant> heard = BoundedMap.forgettingOldest(MOST);

    JobLeases(Heartbeats heartbeats, Executions executions, WorkerProperties worker, Clock clock) {
        this.heartbeats = heartbeats;
        this.executions = executions;
        this.worker = worker;
        this.clock = clock;
    }

    /** Takes note that the run of an attempt has said that it goes on. */
    void renew(String attemptId) {
        Instant now = clock.instant();
        heartbeats.keep(attemptId, now);
        synchronized (heard) {
            heard.put(attemptId, now);
        }
    }

    /** Forgets an attempt whose run has ended. */
    void forget(String attemptId) {
        synchronized (heard) {
            heard.remove(attemptId);
        }
    }

    /**
     * Gives the attempts of which this instance has heard nothing for as long as a lease, and forgets them. Others may
     * have heard of them since.
     */
    public List<String> silent() {
        Instant before = clock.instant().minus(worker.lease()).minus(CLOCKS);
        List<String> silent = new ArrayList<>();
        synchronized (heard) {
            heard.entrySet().removeIf(entry -> entry.getValue().isBefore(before) && silent.add(entry.getKey()));
        }
        return silent;
    }

    /**
     * Tells whether the lease of the run that does the work of an attempt is over.
     *
     * @return false if it is not known when the run was heard of
     */
    boolean isOver(Execution row) {
        Instant now = Timestamps.now(clock);
        return heartbeats
                .last(row.attemptId())
                .filter(last -> isOver(last, worker.lease(), now))
                .filter(last -> isOver(last, leaseOf(row), now))
                .isPresent();
    }

    private static boolean isOver(Instant last, Duration lease, Instant now) {
        return last.plus(lease).plus(CLOCKS).isBefore(now);
    }

    /** The setting may be another one since the run was told how long its lease is. */
    private Duration leaseOf(Execution row) {
        return executions
                .launch(row)
                .map(launch -> launch.settings().get(WorkerSettings.LEASE))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(worker.lease());
    }
}
