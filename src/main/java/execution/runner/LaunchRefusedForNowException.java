package execution.runner;

/**
 * The platform refused and launched nothing, for instance because it has no room at present. Another attempt follows
 * after a pause, without using up one of the job's.
 */
public class LaunchRefusedForNowException extends LaunchRefusedException {

    /**
     * Refuses for now. Routes in YAML use this constructor.
     *
     * @param reason why, in words for those who asked for the execution
     */
    public LaunchRefusedForNowException(String reason) {
        super(reason, true);
    }
}
