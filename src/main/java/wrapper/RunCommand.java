package wrapper;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the command to its end. */
final class RunCommand implements Step {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
    private static final long STDOUT_LIMIT = 1024L * 1024 * 1024;

    private final Stop stop;

    RunCommand(Stop stop) {
        this.stop = stop;
    }

    @Override
    public void take(Run run) throws NotStartedException, InterruptedException {
        if (stop.requested()) {
            throw NotStartedException.stopped();
        }
        try (Spool spool = spool(run)) {
            CommandProcess process = CommandProcess.start(run.arguments(), run.environmentChanges(), spool);
            LOG.info("command started");
            CommandOutcome outcome = process.await(stop);
            // Closed first: what its buffer holds may be what no longer fits.
            spool.close();
            run.ended(outcome, spool.truncated());
            LOG.info("command ended with exit code {} after {} s", outcome.exitCode(), outcome.durationSeconds());
        } catch (IOException e) {
            throw new NotStartedException("could not start: its output cannot be kept (" + e.getMessage() + ")");
        }
    }

    private static Spool spool(Run run) throws IOException {
        return run.contract().isPresent()
                ? new Spool(run.directory().orElseThrow().stdout(), STDOUT_LIMIT)
                : Spool.none();
    }
}
