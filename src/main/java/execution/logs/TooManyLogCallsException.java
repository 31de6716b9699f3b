package execution.logs;

/** The log was not read, because CloudWatch Logs would be asked too often. The same call may be made a second later. */
public class TooManyLogCallsException extends RuntimeException {

    TooManyLogCallsException(String reason) {
        super(reason);
    }
}
