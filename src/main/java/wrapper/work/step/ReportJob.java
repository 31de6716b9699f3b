package wrapper.work.step;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wrapper.call.CallFailedException;
import wrapper.work.exchange.ExchangeClient;
import wrapper.work.job.JobCalls;
import wrapper.work.job.Jobs.JobEnd;

/** Reports how a job ended, for the case that the wrapper could not do so by itself. */
public final class ReportJob implements WorkStep {
    private static final Logger LOG = LoggerFactory.getLogger(ReportJob.class);
    private static final Duration LONGEST_CALL = Duration.ofSeconds(15);
    private static final Duration AT_STOP = Duration.ofSeconds(3);

    private final JobCalls calls;
    private final BooleanSupplier stopping;

    /** @param stopping tells whether the worker stops */
    public ReportJob(JobCalls calls, BooleanSupplier stopping) {
        this.calls = calls;
        this.stopping = stopping;
    }

    private void report(Work work, Duration time) throws CallFailedException {
        JobEnd end = work.end();
        if (end.isReturned()) {
            calls.returned(work.address(), work.invocation(), time);
        } else {
            calls.ended(work.address(), work.invocation(), end.exitCode(), end.reason(), time);
        }
    }

    @Override
    public void perform(Work work) {
        long deadline = System.nanoTime() + Patience.LONGEST.toNanos();
        while (true) {
            boolean last = stopping.getAsBoolean() || System.nanoTime() - deadline >= 0;
            try {
                report(work, last ? AT_STOP : LONGEST_CALL);
                work.settle(new Work.Delete());
                return;
            } catch (CallFailedException e) {
                if (!ExchangeClient.mayWorkLater(e)) {
                    LOG.info("{}: its end is not taken: HTTP {}", work.message(), e.status());
                    work.settle(new Work.Delete());
                    return;
                }
                if (last) {
                    // It cannot be run again. The next worker that takes the message is told so, and deletes it.
                    LOG.error("{}: its end cannot be reported: {}", work.message(), e.getMessage());
                    return;
                }
            }
        }
    }
}
