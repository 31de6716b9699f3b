package execution.model;

/** A move that {@link ExecutionStatus} does not allow; a sign of a programming error or of a caller who came too late. */
public class IllegalTransitionException extends RuntimeException {

    public IllegalTransitionException(ExecutionKey key, ExecutionStatus from, ExecutionStatus to) {
        super("execution " + key + " is " + from.text() + " and cannot become " + to.text());
    }
}
