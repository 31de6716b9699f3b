package execution.model;

/**
 * A change of status that {@link ExecutionStatus} does not allow. It comes from a mistake in the code, or from a caller
 * that is too late.
 */
public class IllegalTransitionException extends RuntimeException {

    public IllegalTransitionException(ExecutionKey key, ExecutionStatus from, ExecutionStatus to) {
        super("execution " + key + " is " + from.text() + " and cannot become " + to.text());
    }
}
