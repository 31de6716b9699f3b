package wrapper.work.job;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.part.JobMessage;
import wrapper.command.GroupProcess;
import wrapper.command.Guardian;
import wrapper.config.Contract;
import wrapper.run.NotStartedException;
import wrapper.run.SecretMask;
import wrapper.work.part.LineLog;
import wrapper.work.part.PartEnvironment;
import wrapper.work.part.PartFolder;
import wrapper.work.part.ProcessParts;
import wrapper.work.part.Trial;

/** Runs the wrapper as a process for a job, in a folder of its own. */
public final class JobProcess {
    private static final Logger LOG = LoggerFactory.getLogger(JobProcess.class);
    private static final int MOST_LINES = 100_000;
    private static final int BUFFER = 64 * 1024;

    private final List<String> wrapper;
    private final Duration grace;
    private final Path folder;
    private final PartEnvironment environment;
    // If the worker alone is killed, the wrapper goes on and reports by itself. Nobody else may run the job any more.
    private final Guardian guardian = Guardian.none();

    /**
     * Takes what all jobs have in common.
     *
     * @param wrapper what starts the wrapper
     * @param grace how long the wrapper has after SIGTERM
     * @param folder where the jobs' folders are made
     */
    public JobProcess(List<String> wrapper, Duration grace, Path folder, PartEnvironment environment) {
        this.wrapper = List.copyOf(wrapper);
        this.grace = grace;
        this.folder = folder;
        this.environment = environment;
    }

    /**
     * Runs the wrapper to its end.
     *
     * @param command options of the wrapper, or else the words of a command that the wrapper is to run
     * @param invocation names this run
     * @return the wrapper's exit code
     * @throws NotStartedException if it cannot be started
     */
    public int run(JobMessage message, List<String> command, String invocation, Trial trial)
            throws NotStartedException, InterruptedException {
        Map<String, String> job = new TreeMap<>(message.environment());
        job.put(Contract.INVOCATION, invocation);
        job.put("JAVA_HOME", System.getProperty("java.home"));
        SecretMask mask = new SecretMask(job);
        mask.add(job.getOrDefault(Contract.CALLBACK_TOKEN, ""));
        try (PartFolder own = PartFolder.create(folder)) {
            Path returned = own.path().resolve("returned");
            job.put(Contract.RETURNED, returned.toString());
            try (GroupProcess process = GroupProcess.start(
                    JobWords.of(wrapper, message.task(), command, grace),
                    environment.of(job, own.path()),
                    own.path(),
                    Path.of("/dev/null"),
                    false,
                    guardian)) {
                trial.watch(subject(process, () -> note(returned, trial)));
                new LineLog(message.toString(), mask, MOST_LINES)
                        .read(process.output(), ByteBuffer.allocateDirect(BUFFER));
                return process.exitCode();
            }
        } catch (IOException e) {
            throw new NotStartedException(
                    "the job's folder cannot be used: " + e.getClass().getSimpleName());
        } finally {
            trial.forget();
        }
    }

    /** Tells the wrapper before its SIGTERM that the worker stops, so that it does not report the job as failed. */
    private static void note(Path returned, Trial trial) {
        try {
            if (trial.isStopped() && Files.notExists(returned)) {
                Files.createFile(returned);
            }
        } catch (IOException e) {
            LOG.warn(
                    "a job that is given back is reported as failed: {}",
                    e.getClass().getSimpleName());
        }
    }

    private static Trial.Subject subject(GroupProcess process, Runnable before) {
        Trial.Subject whole = ProcessParts.subject(process);
        return new Trial.Subject() {
            @Override
            public void terminate() {
                before.run();
                // The wrapper ends its command by itself, and then reports.
                process.terminateLeader();
            }

            @Override
            public void kill() {
                whole.kill();
            }

            @Override
            public boolean isOver() {
                return whole.isOver();
            }

            @Override
            public void release() {
                whole.release();
            }
        };
    }
}
