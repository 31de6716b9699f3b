package execution.runner;

import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.util.ObjectHelper;
import org.springframework.stereotype.Component;

/** What it means that a route of a runner returned, or failed. */
@Component
public class LaunchAnswers {

    /**
     * Reads the answer of {@code direct:run-<job_runner>}.
     *
     * @param reference the runner's name of the task; without one nobody knows whether there is a task
     */
    public LaunchAnswer ran(@Body String reference) {
        return reference == null || reference.isBlank()
                ? new LaunchAnswer.Unclear("the runner gave no reference of the task")
                : new LaunchAnswer.Launched(reference);
    }

    /**
     * Reads the answer of {@code direct:find-<job_runner>}.
     *
     * @param reference the runner's name of the task; without one there is none
     */
    public LaunchAnswer found(@Body String reference) {
        return reference == null || reference.isBlank()
                ? new LaunchAnswer.Nothing()
                : new LaunchAnswer.Launched(reference);
    }

    /** Tells a definite no from a failure after which there may be a task. */
    public LaunchAnswer failed(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
        LaunchRefusedException refused = ObjectHelper.getException(LaunchRefusedException.class, failure);
        if (refused != null) {
            return new LaunchAnswer.Refused(refused.why(), refused.isPassing());
        }
        LaunchThrottledException throttled = ObjectHelper.getException(LaunchThrottledException.class, failure);
        if (throttled != null) {
            return new LaunchAnswer.NotNow(throttled.getMessage(), throttled instanceof BudgetUsedUpException);
        }
        return new LaunchAnswer.Unclear(failure.toString());
    }
}
