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

/** The command as a process. It gets its arguments as they are, never through a shell. */
final class CommandProcess {
    private static final Logger LOG = LoggerFactory.getLogger(CommandProcess.class);
    private static final int TAIL = 64 * 1024;
    private static final int TIMED_OUT = 1;
    private static final int OUTPUT_ROUNDS = 3;
    private static final long POLL_MILLIS = 250;
    // How long processes that the command left running may still write. As a rule the end of the main process is the
    // end of a container, but a shell often ends a moment before the tee that it writes through.
    private static final Duration OUTPUT_AFTER_END = Duration.ofSeconds(5);

    private final String program;
    private final Process process;
    private final boolean throughSetsid;
    private final ProcessTree tree;
    private final Instant started = Instant.now();
    private final TailBuffer stdoutTail = new TailBuffer(TAIL);
    private final TailBuffer stderrTail = new TailBuffer(TAIL);
    private final TailBuffer tail = new TailBuffer(TAIL);
    private final OutputPipe outPipe;
    private final OutputPipe errPipe;
    private final OutputPump stdout;
    private final OutputPump stderr;

    private CommandProcess(
            String program,
            Process process,
            boolean throughSetsid,
            OutputPipe outPipe,
            OutputPipe errPipe,
            StdoutCopy copy)
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
                    tail.write(chunk, length);
                    copy.write(chunk, length);
                });
        this.stderr = OutputPump.start(
                "stderr",
                errPipe.read(process.getErrorStream()),
                new FileOutputStream(FileDescriptor.err).getChannel(),
                (chunk, length) -> {
                    stderrTail.write(chunk, length);
                    tail.write(chunk, length);
                });
    }

    /**
     * Starts the command. If the system has setsid, the command gets a session and process group of its own.
     *
     * @param program what the program is called in messages
     * @param arguments the program and its arguments
     * @param changes the variables in which its environment differs from the wrapper's; null for one that is removed
     * @param copy gets what the command writes to stdout
     * @throws NotStartedException if it cannot be started; the message names the program and does not repeat the
     *     arguments
     */
    static CommandProcess start(String program, List<String> arguments, Map<String, String> changes, StdoutCopy copy)
            throws NotStartedException {
        // Looked up here, because setsid answers with an exit code and not an error if it cannot find the program.
        if (Programs.find(arguments.get(0), System.getenv("PATH")).isEmpty()) {
            throw notStarted("no such program, or it is not executable", program);
        }
        Optional<Path> setsid = Programs.find("setsid", System.getenv("PATH"));
        List<String> line = new ArrayList<>(arguments);
        setsid.ifPresent(path -> line.add(0, path.toString()));
        ProcessBuilder builder = new ProcessBuilder(line).redirectInput(Redirect.INHERIT);
        // Only these variables are changed, because the JDK passes on all others byte by byte, whatever their charset.
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
            return new CommandProcess(program, builder.start(), setsid.isPresent(), stdout, stderr, copy);
        } catch (IOException e) {
            stdout.close();
            stderr.close();
            // The message of the cause is what the system says. The exception's own message repeats the program's name.
            throw notStarted(e.getCause() == null ? "refused" : e.getCause().getMessage(), program);
        }
    }

    /**
     * Waits until the command and its output have ended, and ends every process that is left of it.
     *
     * @param timeout how long the command may run before it gets SIGTERM
     * @param stop says when to pass SIGTERM on and when to kill
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
            awaitOutputAfterEnd(time);
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
                    stderrTail.text(),
                    tail.text());
        } finally {
            stop.forget(terminate);
            outPipe.close();
            errPipe.close();
        }
    }

    private static NotStartedException notStarted(String why, String program) {
        return new NotStartedException("could not start: " + why + ": " + program);
    }

    private void awaitOutputAfterEnd(CommandTime time) throws InterruptedException {
        long until = System.nanoTime() + OUTPUT_AFTER_END.toNanos();
        while (!outputEnds(Duration.ofMillis(POLL_MILLIS))) {
            if (time.outputAfterEndOver(until)) {
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

    private boolean outputEnds(Duration longest) throws InterruptedException {
        return stdout.await(longest) & stderr.await(longest);
    }

    // An executable file can still be refused, for instance because the program that its "#!" names is missing. Then
    // setsid says so on stderr and ends with 126 or 127, or with 1 before util-linux 2.34.
    private boolean setsidFailed(int exitCode) {
        return throughSetsid
                && (exitCode == 126 || exitCode == 127 || exitCode == 1)
                && stdoutTail.written() == 0
                && stderrTail.text().startsWith("setsid: ");
    }

    /** How much time the command has left: until its timeout, or after a SIGTERM. */
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

        // After SIGTERM the processes that are left have the time that the command would have had, but never more time
        // than the timeout of the command.
        boolean outputAfterEndOver(long until) {
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
