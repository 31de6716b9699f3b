package wrapper.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wrapper.run.CommandOutcome;
import wrapper.run.NotStartedException;
import wrapper.run.Run;
import wrapper.run.Step;
import wrapper.run.Stop;

/**
 * Runs the command to its end, and once more for each retry while it fails. What is kept is the last run: what an
 * earlier one wrote is in the container's log alone.
 */
public final class RunCommand implements Step {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
    private static final long STDOUT_LIMIT = 1024L * 1024 * 1024;

    private final Duration timeout;
    private final boolean echo;
    private final Stop stop;

    /** Takes how long each run may take, and whether its output is shown again after it. */
    public RunCommand(Duration timeout, boolean echo, Stop stop) {
        this.timeout = timeout;
        this.echo = echo;
        this.stop = stop;
    }

    @Override
    public void take(Run run) throws NotStartedException, InterruptedException {
        if (stop.requested()) {
            throw NotStartedException.stopped();
        }
        long runs = 1L + run.job().retries();
        for (long number = 1; ; number++) {
            String name = runs == 1 ? "command" : "command, run %d of %d,".formatted(number, runs);
            CommandOutcome outcome = once(run, name);
            if (outcome.exitCode() == 0 || number == runs || outcome.timedOut() || stop.requested()) {
                return;
            }
            LOG.warn("{} failed: running it again", name);
        }
    }

    private CommandOutcome once(Run run, String name) throws NotStartedException, InterruptedException {
        try (Spool spool = spool(run)) {
            // What a failed run left there is not a result of the next.
            run.directory().orElseThrow().removeResults();
            CommandProcess process =
                    CommandProcess.start(run.job().program(), run.arguments(), run.environmentChanges(), spool);
            run.started(Instant.now());
            LOG.info("{} started", name);
            CommandOutcome outcome = process.await(timeout, stop);
            // Closed first: what its buffer holds may be what no longer fits.
            spool.close();
            run.ended(outcome, spool.truncated());
            LOG.info(
                    "{} {} with exit code {} after {} s",
                    name,
                    outcome.timedOut() ? "was ended by its timeout," : "ended",
                    outcome.exitCode(),
                    outcome.durationSeconds());
            if (outcome.timedOut()) {
                run.failed("the command timed out after %d s".formatted(timeout.toSeconds()), outcome.exitCode());
            }
            if (echo) {
                echo("stdout", outcome.stdout(), new FileOutputStream(FileDescriptor.out));
                echo("stderr", outcome.stderr(), new FileOutputStream(FileDescriptor.err));
            }
            return outcome;
        } catch (IOException e) {
            throw new NotStartedException("could not start: its output cannot be kept (" + e.getMessage() + ")");
        }
    }

    private static void echo(String name, String text, FileOutputStream out) {
        LOG.info("the end of the command's {} again:", name);
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.warn("{} cannot be shown again: {}", name, e.getMessage());
        }
    }

    private static Spool spool(Run run) throws IOException {
        return run.contract().isPresent()
                ? new Spool(run.directory().orElseThrow().stdout(), STDOUT_LIMIT)
                : Spool.none();
    }
}
