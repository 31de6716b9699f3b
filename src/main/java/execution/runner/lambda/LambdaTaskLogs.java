package execution.runner.lambda;

import execution.model.Execution;
import execution.runner.LogFilter;
import execution.runner.LogSource;
import execution.runner.TaskLogs;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Knows where Lambda keeps what an invocation printed: in the log group of the function, whose streams are of
 * environments that handle many invocations one after the other. So its lines are those with the id of its request. The
 * row has the id of the last attempt alone.
 */
@Component
class LambdaTaskLogs implements TaskLogs {

    private static final String GROUPS = "/aws/lambda/";

    /** The request's id in the name of an invocation. Any other text could be in lines of other invocations. */
    private static final Pattern INVOCATION =
            Pattern.compile("([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(/.*)?");

    /** How far the clock of Lambda may be behind that of the service. */
    private static final Duration CLOCKS = Duration.ofMinutes(1);

    /** A function that was cancelled runs on, but no longer than this. */
    private static final Duration LONGEST = Duration.ofMinutes(16);

    private final LambdaSettings settings;

    LambdaTaskLogs(LambdaSettings settings) {
        this.settings = settings;
    }

    @Override
    public String runner() {
        return LambdaSettings.RUNNER;
    }

    @Override
    public Optional<LogSource> of(Execution execution, int attempt, String reference) {
        String function = settings.forLaunch(execution).get(LambdaSettings.FUNCTION);
        String invocation = execution.task().invocation();
        Instant started = execution.lastAttempt().startedAt();
        if (attempt != execution.attempt() || !FunctionName.isOne(function) || invocation == null || started == null) {
            return Optional.empty();
        }
        Matcher named = INVOCATION.matcher(invocation);
        if (!named.matches()) {
            return Optional.empty();
        }
        Instant ended = execution.outcome().completedAt();
        return Optional.of(new LogFilter(
                GROUPS + FunctionName.name(function),
                named.group(1),
                started.minus(CLOCKS),
                ended == null ? null : ended.plus(LONGEST)));
    }
}
