package execution.logs.follow;

import execution.logs.AttemptLogs;
import execution.logs.KeptOutput;
import execution.logs.LogLine;
import execution.logs.LogPage;
import execution.logs.LogPosition;
import execution.logs.LogReader;
import execution.model.Execution;
import execution.runner.LogSource;
import execution.store.Executions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The log of one attempt, read on from where it was read before. One thread at a time may use it. */
final class FollowedLog {

    /** More than this does not have to wait in memory for a slow reader, and one call reads it. */
    private static final LogReader.Bounds BOUNDS = new LogReader.Bounds(1_000, 128 * 1024, 1);

    /** How often the row is read while it does not say that the attempt is over. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(3);

    private final Executions executions;
    private final AttemptLogs logs;
    private final LogReader reader;
    private final KeptOutput kept;
    private final Clock clock;

    private Execution execution;
    private int attempt;
    private int tail;
    private LogPosition position;
    private boolean isUnread;
    private Instant lookAgain;

    FollowedLog(FollowedLogs parts, Followers.Wish wish, Clock clock) {
        this.executions = parts.executions();
        this.logs = parts.logs();
        this.reader = parts.reader();
        this.kept = parts.kept();
        this.clock = clock;
        this.execution = wish.execution();
        this.attempt = wish.attempt();
        this.tail = wish.tail();
        this.position = wish.from();
        this.isUnread = wish.from().token() == null
                && wish.from().skip() == 0
                && wish.from().since() == null;
        this.lookAgain = clock.instant().plus(LOOK_EVERY);
    }

    /**
     * What there is to tell.
     *
     * @param lines in their order; may be none
     * @param isMore whether the next lines are there already
     * @param isEnd whether there will be no more lines
     */
    record Step(List<LogLine> lines, boolean isMore, boolean isEnd) {}

    int attempt() {
        return attempt;
    }

    Execution execution() {
        return execution;
    }

    /** Reads on. */
    Step next() {
        look();
        // Whether all lines have arrived is asked before the log is read, because some may arrive in between.
        boolean isComplete = attempt > 0 && logs.isComplete(execution, attempt);
        Optional<LogSource> source = attempt == 0 ? Optional.empty() : logs.source(execution, attempt);
        Optional<LogPage> page = source.flatMap(this::read);
        if (page.isEmpty()) {
            boolean isEnd = isComplete || (source.isEmpty() && attempt > 0 && AttemptLogs.isOver(execution, attempt));
            return new Step(isEnd ? keptOutput() : List.of(), false, isEnd);
        }
        position = page.get().next();
        List<LogLine> lines = page.get().lines();
        if (!lines.isEmpty()) {
            isUnread = false;
        }
        boolean isEnd = isComplete && page.get().atEnd();
        // A page that is not full has all that there was, so looking for more at once would most often be a lost call.
        return new Step(
                isEnd && lines.isEmpty() ? keptOutput() : lines, page.get().isFull(), isEnd);
    }

    private Optional<LogPage> read(LogSource source) {
        if (tail > 0) {
            Optional<LogPage> page = reader.tail(source, tail, position.since());
            if (page.isPresent()) {
                tail = 0;
            }
            return page;
        }
        return reader.read(source, position, BOUNDS);
    }

    /** Gives the output that the wrapper kept if nothing of the log was ever told. */
    private List<LogLine> keptOutput() {
        return isUnread ? kept.read(execution.key(), attempt).orElse(List.of()) : List.of();
    }

    private void look() {
        Instant now = clock.instant();
        if (now.isBefore(lookAgain) || (attempt > 0 && AttemptLogs.isOver(execution, attempt))) {
            return;
        }
        execution = executions.find(execution.key()).orElse(execution);
        if (attempt == 0) {
            attempt = execution.attempt();
        }
        lookAgain = now.plus(LOOK_EVERY);
    }
}
