package producer;

/** The cluster cannot be reached or used as it is. The message says which step failed and why. */
final class ClusterUnusableException extends Exception {
    ClusterUnusableException(String message, Throwable cause) {
        super(message, cause);
    }

    ClusterUnusableException(String message) {
        this(message, null);
    }
}
