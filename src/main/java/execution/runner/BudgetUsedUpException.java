package execution.runner;

/** The platform was not called: the account's budget of calls was used up for longer than a call may wait. */
public class BudgetUsedUpException extends LaunchThrottledException {

    public BudgetUsedUpException(String reason) {
        super(reason);
    }
}
