package execution.dispatch;

/** A definite no: nothing was launched. The message says why, for people. */
public class LaunchRefusedException extends RuntimeException {

    private final boolean passing;

    /**
     * @param passing whether another attempt may succeed later (no capacity, too many tasks); else the execution fails
     */
    public LaunchRefusedException(String reason, boolean passing) {
        super(reason);
        this.passing = passing;
    }

    public boolean isPassing() {
        return passing;
    }
}
