package execution.task;

import execution.model.EndReason;
import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.NextStart;
import execution.runner.EndCause;
import execution.runner.LaunchAnswer;
import execution.runner.TaskState;
import execution.store.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Decides whether another attempt follows one that is over, and begins it. This instance becomes the launcher of that
 * attempt.
 */
@Component
public class NextAttempts {

    private final AttemptPolicies policies;
    private final Instance instance;

    NextAttempts(AttemptPolicies policies, Instance instance) {
        this.policies = policies;
        this.instance = instance;
    }

    /** Makes of an execution what follows a launch that was certainly refused: its next attempt, or its end. */
    public Execution afterRefusal(Execution row, LaunchAnswer.Refused refusal, Instant now) {
        EndReason why = refusal.why();
        EndCause cause = refusal.passing() ? EndCause.PLATFORM : EndCause.UNUSABLE;
        AttemptPolicy policy = policies.of(row);
        return policy.isFollowed(row, cause, why.reasonClass(), null)
                // Put off to now if there is no pause: so the row says that the runner was not called for that attempt.
                ? next(row, policy, why.text(), null, why, cause, Optional.of(Duration.ZERO), now)
                : row.end(ExecutionStatus.FAILED, null, why.text(), why, now);
    }

    /** Makes of an execution what follows the end of its task. */
    Execution after(Execution row, TaskOutcome outcome, Instant now) {
        return outcome.retry()
                ? next(
                        row,
                        policies.of(row),
                        outcome.reason(),
                        outcome.exitCode(),
                        outcome.why(),
                        outcome.cause(),
                        Optional.empty(),
                        now)
                : row.end(outcome.status(), outcome.exitCode(), outcome.reason(), outcome.why(), now);
    }

    /** Judges a task that has stopped. */
    TaskOutcome judge(Execution row, TaskState state) {
        return TaskOutcome.of(row, state, policies.of(row));
    }

    private Execution next(
            Execution row,
            AttemptPolicy policy,
            String words,
            Integer exitCode,
            EndReason why,
            EndCause cause,
            Optional<Duration> least,
            Instant now) {
        boolean refused = cause == EndCause.PLATFORM;
        Duration pause =
                Optional.ofNullable(policy.pause(row, refused)).or(() -> least).orElse(null);
        NextStart start = new NextStart(
                refused,
                policy.isOnDemand(row, why.reasonClass()),
                instance.id(),
                pause == null ? null : now.plus(pause));
        return row.nextAttempt(words, exitCode, why, start, now);
    }
}
