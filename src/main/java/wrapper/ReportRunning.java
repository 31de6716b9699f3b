package wrapper;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the service that the command is about to run, and so learns whether it may. */
final class ReportRunning implements Step {
    private static final Logger LOG = LoggerFactory.getLogger(ReportRunning.class);

    private final CallbackClient callbacks;

    ReportRunning(CallbackClient callbacks) {
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
