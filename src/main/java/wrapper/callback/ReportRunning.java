package wrapper.callback;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wrapper.call.CallFailedException;
import wrapper.run.Run;
import wrapper.run.Step;
import wrapper.run.SupersededException;

/** Reports to the service that the command is about to run. The answer says whether it may. */
public final class ReportRunning implements Step {
    private static final Logger LOG = LoggerFactory.getLogger(ReportRunning.class);

    private final CallbackClient callbacks;
    private final Optional<Lease> lease;

    /** Takes the calls of the service, and the lease without which nothing may run; empty if it needs none. */
    public ReportRunning(CallbackClient callbacks, Optional<Lease> lease) {
        this.callbacks = callbacks;
        this.lease = lease;
    }

    @Override
    public void perform(Run run) throws SupersededException {
        if (lease.isPresent()) {
            lease.get().take();
            return;
        }
        try {
            callbacks.running();
            LOG.info("reported running");
        } catch (CallFailedException e) {
            // The work is done all the same, because the service also hears from the platform that the task runs.
            LOG.warn("not reported running, going on: {}", e.getMessage());
        }
    }
}
