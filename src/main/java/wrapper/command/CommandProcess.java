package wrapper.command;

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
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wrapper.run.CommandOutcome;
import wrapper.run.NotStartedException;
import wrapper.run.Stop;

/** The command as a process: its arguments go to it as they are, never through a shell. */
final class CommandProcess {
    private static final Logger LOG = LoggerFactory.getLogger(CommandProcess.class);
    private static final int TAIL = 64 * 1024;
    private static final int TIMED_OUT = 1;
    private static final int OUTPUT_ROUNDS = 3;
    private static final long POLL_MILLIS = 250;
    // How long what the command left running may go on writing. A main process that ends is the end of a container,
    // but a shell often ends a moment before the tee it writes through.
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final String program;
    private final Process process;
    private final boolean throughSetsid;
    private final ProcessTree tree;
    private final Instant started = Instant.now();
    private final TailBuffer stdoutTail = new TailBuffer(TAIL);
    private final TailBuffer stderrTail = new TailBuffer(TAIL);
    private final OutputPipe outPipe;
    private final OutputPipe errPipe;
    private final OutputPump stdout;
    private final OutputPump stderr;

    private CommandProcess(
            String program, Process process, boolean throughSetsid, OutputPipe outPipe, OutputPipe errPipe, Spool spool)
            throws IOException {
        this.program = program;
        this.process = process;
        this.throughSetsid = throughSetsid;
        this.tree = new ProcessTree(process, throughSetsid);
        this.outPipe = outPipe;
        this.errPipe = errPipe;
        this.stdout = OutputPump.start(
                "stdout",
                outPipe.read(process.getInputStream()),
                new FileOutputStream(FileDescriptor.out).getChannel(),
                (chunk, length) -> {
                    stdoutTail.write(chunk, length);
                    spool.write(chunk, length);
                });
        this.stderr = OutputPump.start(
                "stderr",
                errPipe.read(process.getErrorStream()),
                new FileOutputStream(FileDescriptor.err).getChannel(),
                stderrTail::write);
    }

    /**
     * Starts it, in a session and process group of its own where the system has setsid.
     *
     * @param program what the program is called in messages
     * @param arguments the program and its arguments
     * @param changes what its environment has other than ours; null for what it must not have
     * @param spool takes a copy of its stdout
     * @throws NotStartedException if it cannot be started; the message names the program and does not repeat the arguments
     */
    static CommandProcess start(String program, List<String> arguments, Map<String, String> changes, Spool spool)
            throws NotStartedException {
        // Looked up here because a program that setsid cannot find is an exit code of setsid's, not an error.
        if (Programs.find(arguments.get(0), System.getenv("PATH")).isEmpty()) {
            throw notStarted("no such program, or it is not executable", program);
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
            return new CommandProcess(program, builder.start(), setsid.isPresent(), stdout, stderr, spool);
        } catch (IOException e) {
            stdout.close();
            stderr.close();
            // The message of the exception itself repeats the program's name; that of its cause is the system's word.
            throw notStarted(e.getCause() == null ? "refused" : e.getCause().getMessage(), program);
        }
    }

    /**
     * Waits for its end and that of its output, and leaves nothing of it running.
     *
     * @param timeout how long it may run before it is ended as on a stop
     * @param stop when to pass SIGTERM on and when to kill
     * @throws NotStartedException if it turns out that the system refused to execute it
     */
    CommandOutcome await(Duration timeout, Stop stop) throws NotStartedException, InterruptedException {
        Runnable terminate = tree::terminate;
        stop.onRequest(terminate);
        try {
            CommandTime time = new CommandTime(timeout, stop);
            while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                time.endCommandWhenDue();
            }
            Instant ended = Instant.now();
            awaitLastWords(time);
            tree.kill();
            awaitOutput();
            int exitCode = process.exitValue();
            if (setsidFailed(exitCode)) {
                throw notStarted("the system refused to execute the program", program);
            }
            return new CommandOutcome(
                    time.timedOut ? TIMED_OUT : exitCode,
                    time.timedOut,
                    started,
                    ended,
                    stdoutTail.text(),
                    stderrTail.text());
        } finally {
            stop.forget(terminate);
            outPipe.close();
            errPipe.close();
        }
    }

    private static NotStartedException notStarted(String why, String program) {
        return new NotStartedException("could not start: " + why + ": " + program);
    }

    private void awaitLastWords(CommandTime time) throws InterruptedException {
        long until = System.nanoTime() + LAST_WORDS.toNanos();
        while (!outputEnds(Duration.ofMillis(POLL_MILLIS))) {
            if (time.lastWordsOver(until)) {
                return;
            }
        }
    }

    private void awaitOutput() throws InterruptedException {
        for (int round = 0; round < OUTPUT_ROUNDS && !outputEnds(Duration.ofSeconds(1)); round++) {
            LOG.warn("a process that left the command's group keeps its output open: killing it");
            Stream.concat(outPipe.holders(), errPipe.holders()).forEach(ProcessHandle::destroyForcibly);
        }
        if (!outputEnds(Duration.ofMillis(1))) {
            LOG.warn("the command's output is still open: not waiting for it");
        }
    }

    private boolean outputEnds(Duration patience) throws InterruptedException {
        return stdout.await(patience) & stderr.await(patience);
    }

    // A file that is there and executable can still be refused, for one that its "#!" names is missing. setsid then
    // says so on stderr and ends with 126, 127 or, before util-linux 2.34, 1.
    private boolean setsidFailed(int exitCode) {
        return throughSetsid
                && (exitCode == 126 || exitCode == 127 || exitCode == 1)
                && stdoutTail.written() == 0
                && stderrTail.text().startsWith("setsid: ");
    }

    /** What the command has left of its time: until its timeout, or after a SIGTERM. */
    private final class CommandTime {
        private final long timeoutNanos;
        private final Stop stop;
        private final long since = System.nanoTime();
        private long terminatedAt;
        private boolean timedOut;

        CommandTime(Duration timeout, Stop stop) {
            this.timeoutNanos = timeout.toNanos();
            this.stop = stop;
        }

        void endCommandWhenDue() {
            if (!timedOut && !stop.requested() && timeoutPassed()) {
                timedOut = true;
                terminatedAt = System.nanoTime();
                LOG.error("the command timed out after {} s: ending it", TimeUnit.NANOSECONDS.toSeconds(timeoutNanos));
                tree.terminate();
            }
            if (killDue()) {
                LOG.warn("the command did not end in time after SIGTERM: killing it");
                tree.kill();
            }
        }

        // After SIGTERM what is left has the time that the command would have had, and never more than its timeout.
        boolean lastWordsOver(long until) {
            return killDue() || !stop.requested() && (System.nanoTime() - until > 0 || !timedOut && timeoutPassed());
        }

        private boolean killDue() {
            return stop.killDue()
                    || timedOut
                            && System.nanoTime() - terminatedAt
                                    >= stop.commandShare().toNanos();
        }

        private boolean timeoutPassed() {
            return System.nanoTime() - since >= timeoutNanos;
        }
    }
}
