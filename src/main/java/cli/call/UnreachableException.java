package cli.call;

/** The service could not be reached, or went away within its answer; a later call may succeed. */
public final class UnreachableException extends RuntimeException {
    UnreachableException(String message) {
        super(message);
    }
}
