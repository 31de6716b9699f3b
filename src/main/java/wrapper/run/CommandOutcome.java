package wrapper.run;

import java.time.Duration;
import java.time.Instant;

/**
 * How the command ended.
 *
 * @param exitCode its exit code; 128 plus the signal's number if a signal ended it; always 1 after a timeout
 * @param timedOut whether the wrapper ended it because it took too long
 * @param started when it was started
 * @param ended when it ended
 * @param stdout the last 64 KiB of its stdout
 * @param stderr the last 64 KiB of its stderr
 * @param output the last 64 KiB of both together, in about the order in which they came
 */
public record CommandOutcome(
        int exitCode, boolean timedOut, Instant started, Instant ended, String stdout, String stderr, String output) {

    /** Gives how long it ran, in whole seconds. */
    public long durationSeconds() {
        return Math.max(0, Duration.between(started, ended).toSeconds());
    }
}
