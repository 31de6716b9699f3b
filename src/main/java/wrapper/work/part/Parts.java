package wrapper.work.part;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wrapper.work.catalogue.WorkerTask.Mode;

/** Runs parts in the way that their task says. */
public final class Parts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private final Map<Mode, PartRunner> runners;

    /** Takes a runner for each mode. */
    public Parts(Map<Mode, PartRunner> runners) {
        this.runners = Map.copyOf(runners);
    }

    /** Runs one try of a part. It never fails; what goes wrong is in the outcome. */
    public PartOutcome run(PartTry part, Trial trial) throws InterruptedException {
        PartOutcome outcome;
        try {
            outcome = runners.get(part.bundle().task().mode()).run(part, trial);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("{} cannot be run", part, e);
            outcome = PartOutcome.failed(
                    "the worker cannot run the part: " + e.getClass().getSimpleName(), null);
        }
        if (trial.isTimedOut() && !outcome.done()) {
            outcome = PartOutcome.failed(
                    "the part took longer than its time limit of %d s"
                            .formatted(part.bundle().message().timeoutSeconds()),
                    outcome.exitCode());
        }
        return outcome.masked(part.bundle().mask());
    }

    @Override
    public void close() {
        runners.values().forEach(runner -> {
            try {
                runner.close();
            } catch (Exception e) {
                LOG.warn("{} cannot be closed", runner.getClass().getSimpleName());
            }
        });
    }
}
