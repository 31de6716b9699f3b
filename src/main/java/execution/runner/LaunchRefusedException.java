package execution.runner;

/** The platform refused and launched nothing. The message says why, in words for those who asked for the execution. */
public class LaunchRefusedException extends RuntimeException {

    private final boolean passing;

    /**
     * Refuses for good, so that the execution fails. Routes in YAML use this constructor.
     *
     * @param reason becomes the reason of the execution's end
     */
    public LaunchRefusedException(String reason) {
        this(reason, false);
    }

    /**
     * Refuses.
     *
     * @param reason why, in words for those who asked for the execution
     * @param passing whether another attempt may succeed later, for instance when there is no capacity; if not, the
     *     execution fails
     */
    public LaunchRefusedException(String reason, boolean passing) {
        super(reason);
        this.passing = passing;
    }

    public boolean isPassing() {
        return passing;
    }
}
