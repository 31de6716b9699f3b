package execution.runner;

/** A definite no: nothing was launched. The message says why, for people. */
public class LaunchRefusedException extends RuntimeException {

    private final boolean passing;

    /**
     * Refuses for good; the execution fails. Routes in YAML throw it by this constructor.
     *
     * @param reason what the execution's reason becomes
     */
    public LaunchRefusedException(String reason) {
        this(reason, false);
    }

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
