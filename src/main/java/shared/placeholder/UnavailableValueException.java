package shared.placeholder;

/** A source knows a name and cannot give its value. The message is the reason and holds no value. */
public final class UnavailableValueException extends RuntimeException {

    /**
     * Makes the exception.
     *
     * @param reason why there is no value
     */
    public UnavailableValueException(String reason) {
        super(reason);
    }
}
