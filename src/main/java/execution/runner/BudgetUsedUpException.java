package execution.runner;

/** The runner was not called, because the account's budget of calls had none left within the time that a call may wait. */
public class BudgetUsedUpException extends LaunchThrottledException {

    public BudgetUsedUpException(String reason) {
        super(reason);
    }
}
