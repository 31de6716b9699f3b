package execution.logs;

/** The position is none of the log, or it is too old: CloudWatch Logs forgets its tokens after a day. */
public class LogPositionException extends RuntimeException {

    LogPositionException(Throwable cause) {
        super("the log does not know the position", cause);
    }
}
