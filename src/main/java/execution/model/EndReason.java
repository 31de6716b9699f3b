package execution.model;

/**
 * Why an attempt ended, or was not launched.
 *
 * @param reasonClass the class of the reason; null only of a success
 * @param text the cause in plain words, for those who asked for the execution; it names nothing of the account. Null
 *     where the exit code says all
 * @param remedy what a person can do about it, in plain words; null if nothing is known that helps
 * @param platform the platform's own names for the end, such as {@code TaskFailedToStart: CannotPullContainerError}.
 *     They are words of the platform's documentation, so callers may see them. Null if there are none
 * @param detail all that the platform said. It may name accounts and roles, so it is kept on the row and in the log for
 *     operators, and callers never see it. Or null
 */
public record EndReason(ReasonClass reasonClass, String text, String remedy, String platform, String detail) {

    /** A reason of which nothing but its class and its words are known. */
    public static EndReason of(ReasonClass reasonClass, String text) {
        return new EndReason(reasonClass, text, null, null, null);
    }

    /** The same reason with all that the platform said. */
    public EndReason withDetail(String said) {
        return new EndReason(reasonClass, text, remedy, platform, said);
    }
}
