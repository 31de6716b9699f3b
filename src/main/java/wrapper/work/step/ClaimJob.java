package wrapper.work.step;

import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wrapper.work.job.JobCalls;

/**
 * Asks the service for leave to run a job. The service gives it to one run of an attempt alone, so a message that is
 * delivered twice runs the job once.
 */
public final class ClaimJob implements WorkStep {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimJob.class);

    private final JobCalls calls;
    private final String worker;
    private final BooleanSupplier stopping;

    /**
     * @param worker the worker's name; at most 64 letters, digits, dots, underscores and hyphens
     * @param stopping tells whether the worker stops
     */
    public ClaimJob(JobCalls calls, String worker, BooleanSupplier stopping) {
        this.calls = calls;
        this.worker = worker;
        this.stopping = stopping;
    }

    @Override
    public void perform(Work work) {
        String invocation = worker + "/" + UUID.randomUUID();
        Boolean granted = Patience.ask(work, stopping, time -> {
            calls.running(work.address(), invocation, time, stopping);
            return true;
        });
        if (granted == null) {
            LOG.info("{} is not run: {}", work.message(), work.settlement());
        } else {
            work.claimed(invocation);
        }
    }
}
