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
 * Runs the command, and again for each retry while it fails. Only the outcome, output and results of the last time are
 * kept. What the command wrote before is in the container's log.
 */
public final class RunCommand implements Step {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
    private static final long STDOUT_LIMIT = 1024L * 1024 * 1024;

    private final Duration timeout;
    private final boolean echo;
    private final Stop stop;

    /** Takes how long the command may run each time, and whether the end of its output is printed again afterwards. */
    public RunCommand(Duration timeout, boolean echo, Stop stop) {
        this.timeout = timeout;
        this.echo = echo;
        this.stop = stop;
    }

    @Override
    public void perform(Run run) throws NotStartedException, InterruptedException {
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
        try (StdoutCopy copy = copyOfStdout(run)) {
            // What a failed run left there must not be taken for a result of the next one.
            run.directory().orElseThrow().removeResults();
            CommandProcess process =
                    CommandProcess.start(run.job().program(), run.arguments(), run.environmentChanges(), copy);
            run.started(Instant.now());
            LOG.info("{} started", name);
            CommandOutcome outcome = process.await(timeout, stop);
            // Closed first, because only then it is known whether all of stdout could be written.
            copy.close();
            run.ended(outcome, copy.truncated());
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

    private static StdoutCopy copyOfStdout(Run run) throws IOException {
        return run.contract().isPresent()
                ? new StdoutCopy(run.directory().orElseThrow().stdout(), STDOUT_LIMIT)
                : StdoutCopy.none();
    }
}
