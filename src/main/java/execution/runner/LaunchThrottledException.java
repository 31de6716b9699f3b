package execution.runner;

/** Nothing was launched because calls came too fast; the same attempt is tried again. */
public class LaunchThrottledException extends RuntimeException {

    public LaunchThrottledException(String reason) {
        super(reason);
    }
}
