package producer;

/** Says that the cluster cannot be reached or used. The message names the step that failed and the reason. */
final class ClusterUnusableException extends Exception {
    ClusterUnusableException(String message, Throwable cause) {
        super(message, cause);
    }

    ClusterUnusableException(String message) {
        this(message, null);
    }
}
