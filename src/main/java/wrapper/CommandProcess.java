package wrapper;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command as a process: its arguments go to it as they are, never through a shell. */
final class CommandProcess {
    private static final Logger LOG = LoggerFactory.getLogger(CommandProcess.class);
    private static final int TAIL = 64 * 1024;
    private static final long POLL_MILLIS = 250;
    // How long what the command left running may go on writing. A main process that ends is the end of a container,
    // but a shell often ends a moment before the tee it writes through.
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final Process process;
    private final boolean throughSetsid;
    private final ProcessTree tree;
    private final Instant started = Instant.now();
    private final TailBuffer stdoutTail = new TailBuffer(TAIL);
    private final TailBuffer stderrTail = new TailBuffer(TAIL);
    private final OutputPump stdout;
    private final OutputPump stderr;

    private CommandProcess(Process process, boolean throughSetsid, OutputPipe outPipe, OutputPipe errPipe, Spool spool)
            throws IOException {
        this.process = process;
        this.throughSetsid = throughSetsid;
        this.tree = new ProcessTree(process, throughSetsid);
        this.stdout = OutputPump.start(
                "stdout",
                outPipe.read(process.getInputStream()),
                new FileOutputStream(FileDescriptor.out),
                (chunk, length) -> {
                    stdoutTail.write(chunk, length);
                    spool.write(chunk, length);
                });
        this.stderr = OutputPump.start(
                "stderr",
                errPipe.read(process.getErrorStream()),
                new FileOutputStream(FileDescriptor.err),
                stderrTail::write);
    }

    /**
     * Starts it, in a session and process group of its own where the system has setsid.
     *
     * @param arguments the program and its arguments
     * @param changes what its environment has other than ours; null for what it must not have
     * @param spool takes a copy of its stdout
     * @throws NotStartedException if it cannot be started; the message does not repeat the arguments
     */
    static CommandProcess start(List<String> arguments, Map<String, String> changes, Spool spool)
            throws NotStartedException {
        // Looked up here because a program that setsid cannot find is an exit code of setsid's, not an error.
        if (Programs.find(arguments.get(0), System.getenv("PATH")).isEmpty()) {
            throw new NotStartedException("could not start: no such program, or it is not executable");
        }
        Optional<Path> setsid = Programs.find("setsid", System.getenv("PATH"));
        List<String> line = new ArrayList<>(arguments);
        setsid.ifPresent(path -> line.add(0, path.toString()));
        ProcessBuilder builder = new ProcessBuilder(line).redirectInput(Redirect.INHERIT);
        // Changed in place: the JDK hands on the bytes of what is not touched, whatever their charset.
        changes.forEach((name, value) -> {
            if (value == null) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        OutputPipe stdout = OutputPipe.open();
        OutputPipe stderr = OutputPipe.open();
        builder.redirectOutput(stdout.redirect()).redirectError(stderr.redirect());
        try {
            return new CommandProcess(builder.start(), setsid.isPresent(), stdout, stderr, spool);
        } catch (IOException e) {
            stdout.close();
            stderr.close();
            // The message of the exception itself repeats the program's name; that of its cause is the system's word.
            throw new NotStartedException("could not start: "
                    + (e.getCause() == null ? "refused" : e.getCause().getMessage()));
        }
    }

    /**
     * Waits for its end and that of its output, and leaves nothing of it running.
     *
     * @param stop when to pass SIGTERM on and when to kill
     * @throws NotStartedException if it turns out that the system refused to execute it
     */
    CommandOutcome await(Stop stop) throws NotStartedException, InterruptedException {
        stop.onRequest(tree::terminate);
        while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            if (stop.killDue()) {
                LOG.warn("the command did not end in time after SIGTERM: killing it");
                tree.kill();
            }
        }
        Instant ended = Instant.now();
        awaitLastWords(stop);
        tree.kill();
        if (!(stdout.await(Duration.ofSeconds(1)) & stderr.await(Duration.ofSeconds(1)))) {
            LOG.warn("a process that left the command's group keeps its output open: not waiting for it");
        }
        int exitCode = process.exitValue();
        if (setsidFailed(exitCode)) {
            throw new NotStartedException("could not start: the system refused to execute the program");
        }
        return new CommandOutcome(exitCode, started, ended, stdoutTail.text(), stderrTail.text());
    }

    private void awaitLastWords(Stop stop) throws InterruptedException {
        long until = System.nanoTime() + LAST_WORDS.toNanos();
        while (!(stdout.await(Duration.ofMillis(POLL_MILLIS)) && stderr.await(Duration.ofMillis(POLL_MILLIS)))) {
            // After SIGTERM what is left has the time that the command would have had.
            if (stop.requested() ? stop.killDue() : System.nanoTime() - until > 0) {
                return;
            }
        }
    }

    // A file that is there and executable can still be refused, for one that its "#!" names is missing. setsid then
    // says so on stderr and ends with 126, 127 or, before util-linux 2.34, 1.
    private boolean setsidFailed(int exitCode) {
        return throughSetsid
                && (exitCode == 126 || exitCode == 127 || exitCode == 1)
                && stdoutTail.written() == 0
                && stderrTail.text().startsWith("setsid: ");
    }
}
