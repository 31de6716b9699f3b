package shared.placeholder;

/** A placeholder that no source has a value for. The message names it and holds no value. */
public final class UnresolvedPlaceholderException extends RuntimeException {

    /**
     * Makes the exception.
     *
     * @param message which placeholder, and why it has no value
     */
    UnresolvedPlaceholderException(String message) {
        super(message);
    }
}
