package shared.placeholder;

/** No source has a value for a placeholder. The message names the placeholder and holds no value. */
public final class UnresolvedPlaceholderException extends RuntimeException {

    /**
     * Makes the exception.
     *
     * @param message names the placeholder and says why it has no value
     */
    UnresolvedPlaceholderException(String message) {
        super(message);
    }
}
