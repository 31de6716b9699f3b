package wrapper.callback;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wrapper.call.CallFailedException;
import wrapper.run.Run;
import wrapper.run.Step;
import wrapper.run.SupersededException;

/** Tells the service that the command is about to run, and so learns whether it may. */
public final class ReportRunning implements Step {
    private static final Logger LOG = LoggerFactory.getLogger(ReportRunning.class);

    private final CallbackClient callbacks;

    public ReportRunning(CallbackClient callbacks) {
        this.callbacks = callbacks;
    }

    @Override
    public void take(Run run) throws SupersededException {
        try {
            callbacks.running();
            LOG.info("reported running");
        } catch (CallFailedException e) {
            // The service learns of it from the platform as well, so its absence is no reason not to do the work.
            LOG.warn("not reported running, going on: {}", e.getMessage());
        }
    }
}
