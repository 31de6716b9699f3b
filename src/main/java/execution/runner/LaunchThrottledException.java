package execution.runner;

/** Nothing was launched because there were too many calls. The same attempt is launched again later. */
public class LaunchThrottledException extends RuntimeException {

    public LaunchThrottledException(String reason) {
        super(reason);
    }
}
