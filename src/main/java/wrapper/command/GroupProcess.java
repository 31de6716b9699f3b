package wrapper.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import wrapper.run.NotStartedException;

/**
 * A process of which a long-lived JVM runs many, one after the other and side by side. It has a session and a process
 * group of its own, if the system has setsid, and ends with the JVM. What it prints is read by the caller's own thread,
 * so that no thread is needed for it.
 */
public final class GroupProcess implements AutoCloseable {
    private static final Optional<Path> SETSID = Programs.find("setsid", System.getenv("PATH"));
    private static final Object STARTING = new Object();

    private final Process process;
    private final Guardian guardian;
    private final ProcessTree tree;
    private final OutputPipe outPipe;
    private final OutputPipe errPipe;
    private final ReadableByteChannel out;
    private final ReadableByteChannel err;

    private GroupProcess(Process process, Guardian guardian, OutputPipe outPipe, OutputPipe errPipe)
            throws IOException {
        this.process = process;
        this.guardian = guardian;
        this.tree = new ProcessTree(process, SETSID.isPresent());
        this.outPipe = outPipe;
        this.errPipe = errPipe;
        this.out = outPipe.read(process.getInputStream());
        this.err = errPipe == null ? null : errPipe.read(process.getErrorStream());
    }

    /**
     * Starts a process.
     *
     * @param words the program and its arguments, which no shell reads
     * @param environment all of its variables
     * @param folder its working folder
     * @param stdin the file that it reads; null if the caller writes to {@link #input()}
     * @param separate whether stderr is read by itself and not with stdout
     * @throws NotStartedException if it cannot be started; the message names the program alone
     */
    public static GroupProcess start(
            List<String> words,
            Map<String, String> environment,
            Path folder,
            Path stdin,
            boolean separate,
            Guardian guardian)
            throws NotStartedException {
        String program = words.get(0);
        // Looked up here, because setsid answers with an exit code and not an error if it cannot find the program.
        if (Programs.find(program, environment.get("PATH")).isEmpty()) {
            throw new NotStartedException("could not start: no such program, or it is not executable: " + program);
        }
        ProcessBuilder builder = new ProcessBuilder(
                        Stream.concat(SETSID.stream().map(Path::toString), words.stream())
                                .toList())
                .directory(folder.toFile());
        if (stdin != null) {
            builder.redirectInput(stdin.toFile());
        }
        try {
            builder.environment().clear();
            builder.environment().putAll(environment);
        } catch (IllegalArgumentException e) {
            throw new NotStartedException("could not start: a variable has a character that none may have");
        }
        // A pipe is told from others by comparing before and after, and a start makes pipes as well.
        synchronized (STARTING) {
            OutputPipe outPipe = OutputPipe.open();
            OutputPipe errPipe = separate ? OutputPipe.open() : null;
            builder.redirectOutput(outPipe.redirect());
            if (separate) {
                builder.redirectError(errPipe.redirect());
            } else {
                builder.redirectErrorStream(true);
            }
            try {
                Process process = builder.start();
                if (SETSID.isPresent()) {
                    guardian.began(process.pid());
                }
                return new GroupProcess(process, guardian, outPipe, errPipe);
            } catch (IOException e) {
                outPipe.close();
                if (separate) {
                    errPipe.close();
                }
                // The message of the cause is what the system says. The exception's own message repeats the arguments.
                throw new NotStartedException("could not start: "
                        + (e.getCause() == null ? "refused" : e.getCause().getMessage()) + ": " + program);
            }
        }
    }

    /** Gives what the process prints. The channel ends when no process has it open any more, or when this is closed. */
    public ReadableByteChannel output() {
        return out;
    }

    /** Gives what the process prints to stderr, if that is read by itself. */
    public ReadableByteChannel errors() {
        return err;
    }

    /** Gives what the process reads, if that is no file. */
    public OutputStream input() {
        return process.getOutputStream();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end of the process. The code is 128 plus the signal's number if a signal ended it. */
    public int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    /** Sends SIGTERM to the process and all that came from it. */
    public void terminate() {
        tree.terminate();
    }

    /** Sends SIGTERM to the process alone, which passes it on by itself. */
    public void terminateLeader() {
        process.destroy();
    }

    /** Kills the process and all that came from it. */
    public void kill() {
        if (SETSID.isPresent() && process.isAlive()) {
            guardian.kill(process.pid());
        }
        tree.kill();
    }

    /** Ends the reading of what the process prints, whether or not some process still has it open. */
    public void closeOutput() {
        outPipe.close();
        if (errPipe != null) {
            errPipe.close();
        }
    }

    /** Kills what the process has left behind, once it has ended, and closes its streams. */
    @Override
    public void close() {
        if (SETSID.isPresent()) {
            guardian.ended(process.pid());
        } else {
            tree.kill();
        }
        closeOutput();
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // What the process did not read is of no use any more.
        }
    }
}
