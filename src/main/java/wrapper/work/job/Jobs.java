package wrapper.work.job;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import shared.part.JobMessage;
import wrapper.run.NotStartedException;
import wrapper.work.part.Trial;
import wrapper.work.pulse.Pulse;

/** The jobs that run. */
public final class Jobs {
    // What the wrapper does after its command, such as sending results, has its own limits.
    private static final Duration AFTER_COMMAND = Duration.ofMinutes(5);

    private final JobProcess process;
    private final Duration grace;
    private final Pulse pulse;
    private final Set<Trial> running = ConcurrentHashMap.newKeySet();

    /** @param grace how long the wrapper has after SIGTERM */
    public Jobs(JobProcess process, Duration grace, Pulse pulse) {
        this.process = process;
        this.grace = grace;
        this.pulse = pulse;
    }

    /**
     * How a job ended here.
     *
     * @param exitCode null if there is none
     * @param reason why it failed; null if it did not
     * @param isReturned whether it was stopped because the worker stops, so that it is to run elsewhere
     */
    public record JobEnd(Integer exitCode, String reason, boolean isReturned) {

        /** Gives the end of a job that has failed by itself, or that has not. */
        public JobEnd(Integer exitCode, String reason) {
            this(exitCode, reason, false);
        }
    }

    /** Runs a job to its end. */
    public JobEnd run(JobMessage message, List<String> command, String invocation) throws InterruptedException {
        // A little later than the wrapper kills its command, so that the wrapper can report.
        Trial trial = new Trial(
                Duration.ofSeconds(message.timeoutSeconds()).plus(AFTER_COMMAND),
                grace.plusSeconds(2),
                pulse.background());
        running.add(trial);
        pulse.add(trial);
        try {
            int exitCode = process.run(message, command, invocation, trial);
            if (exitCode == 0) {
                return new JobEnd(0, null);
            }
            String why = trial.isStopped() ? "stopped" : trial.isTimedOut() ? "timed out" : "ended";
            return new JobEnd(exitCode, "the wrapper " + why + " with exit code " + exitCode, trial.isStopped());
        } catch (NotStartedException e) {
            return new JobEnd(null, e.getMessage());
        } finally {
            pulse.remove(trial);
            running.remove(trial);
        }
    }

    /** Asks all jobs to end, because the worker stops. Those that have not succeeded are given back. */
    public void stopAll() {
        running.forEach(Trial::stop);
    }
}
