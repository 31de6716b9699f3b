package execution.logs;

import execution.model.Execution;
import execution.model.PastAttempt;
import execution.runner.LogSource;
import execution.runner.TaskLogs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Knows where the log of an attempt is, and whether more can still come. */
@Component
public class AttemptLogs {

    private final Map<String, TaskLogs> byRunner;
    private final Duration settle;
    private final Clock clock;

    AttemptLogs(List<TaskLogs> runners, LogsProperties settings, Clock clock) {
        this.byRunner = runners.stream().collect(Collectors.toMap(TaskLogs::runner, Function.identity()));
        this.settle = settings.settle();
        this.clock = clock;
    }

    /** Finds the log of an attempt; empty if its task is not known, or its runner's tasks have no log. */
    public Optional<LogSource> source(Execution execution, int attempt) {
        TaskLogs logs = byRunner.get(execution.job().jobRunner());
        return logs == null
                ? Optional.empty()
                : reference(execution, attempt).flatMap(reference -> logs.of(execution, attempt, reference));
    }

    private static Optional<String> reference(Execution execution, int attempt) {
        return attempt == execution.attempt()
                ? Optional.ofNullable(execution.taskReference())
                : past(execution, attempt).map(PastAttempt::task);
    }

    /** The row remembers all of the first attempts; of a later one that is over it may know no more than the number. */
    private static Optional<PastAttempt> past(Execution execution, int attempt) {
        return PastAttempt.of(execution).stream()
                .filter(past -> past.number() == attempt)
                .findFirst();
    }

    /** Tells whether the attempt is over, so that its task prints nothing more. */
    public static boolean isOver(Execution execution, int attempt) {
        return attempt < execution.attempt() || execution.status().isTerminal();
    }

    /** Tells whether the attempt has been over for so long that all of its lines have arrived. */
    public boolean isComplete(Execution execution, int attempt) {
        return isOver(execution, attempt)
                && !clock.instant().isBefore(overSince(execution, attempt).plus(settle));
    }

    private static Instant overSince(Execution execution, int attempt) {
        Instant since = attempt < execution.attempt()
                ? past(execution, attempt).map(PastAttempt::endedAt).orElse(null)
                : execution.outcome().completedAt();
        return since == null ? Instant.EPOCH : since;
    }
}
