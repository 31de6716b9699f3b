package execution.runner.worker;

import execution.model.Execution;
import execution.runner.RunnerSettings;
import execution.runner.TaskState;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** What the service has to know of the runner worker. */
@Component
class WorkerSettings implements RunnerSettings {

    static final String RUNNER = "worker";

    /** The setting of a launch that says after how many seconds a worker ends the job. */
    static final String TIMEOUT = "timeout-seconds";

    /** The setting of a launch that says for how many seconds the job goes on without an answer of the service. */
    static final String LEASE = "lease-seconds";

    private final WorkerProperties worker;
    private final JobLeases leases;

    WorkerSettings(WorkerProperties worker, JobLeases leases) {
        this.worker = worker;
        this.leases = leases;
    }

    @Override
    public String runner() {
        return RUNNER;
    }

    @Override
    public Map<String, String> forLaunch(Execution execution) {
        return new TreeMap<>(Map.of(
                TIMEOUT,
                Long.toString(execution.job().timeoutSeconds()),
                LEASE,
                Long.toString(worker.lease().toSeconds())));
    }

    /** The row decides whether a job has started, and no job starts once a stop is stored there. */
    @Override
    public Duration listedWithin() {
        return Duration.ZERO;
    }

    @Override
    public boolean endsByReport() {
        return true;
    }

    @Override
    public Optional<TaskState> returned(Execution row) {
        leases.forget(row.attemptId());
        return Optional.of(WorkerEnds.returned(row));
    }

    @Override
    public void goesOn(Execution row) {
        leases.renew(row.attemptId());
    }

    @Override
    public TaskState reportedEnd(Execution row) {
        leases.forget(row.attemptId());
        return WorkerEnds.reported(row);
    }
}
