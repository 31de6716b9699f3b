package execution.task;

import execution.allocation.AllocationProperties;
import execution.model.Execution;
import execution.store.Instance;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;
import shared.failure.Backoff;

/** Begins the next attempt of an execution whose attempt is over. This instance becomes the launcher of the attempt. */
@Component
public class NextAttempts {

    private static final Duration MOST_AFTER_REFUSAL = Duration.ofMinutes(5);

    private final AllocationProperties allocation;
    private final Instance instance;

    NextAttempts(AllocationProperties allocation, Instance instance) {
        this.allocation = allocation;
        this.instance = instance;
    }

    /** Makes the next attempt after one that ended through the platform's fault. It is launched after a pause. */
    public Execution afterRefusal(Execution row, String reason, Instant now) {
        Duration pause = new Backoff(allocation.refusalBackOff(), MOST_AFTER_REFUSAL)
                .after(row.lastAttempt().refusals() + 1);
        return row.nextAttempt(reason, true, instance.id(), now.plus(pause), now);
    }

    /** Makes the next attempt of a job that may be started more than once. It is launched at once. */
    Execution ofJob(Execution row, String reason, Instant now) {
        return row.nextAttempt(reason, false, instance.id(), null, now);
    }
}
