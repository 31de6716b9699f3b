package execution.audit;

/**
 * One thing that somebody did.
 *
 * @param day the day in UTC, such as {@code 2026-01-01}
 * @param id the time of the beginning and a random part; sorts by time within the day
 * @param who the name of the person
 * @param role the role in which the person did it
 * @param from the address that the request came from
 * @param action what was done, such as {@code cancel-execution}
 * @param on what it was done to, such as the three parts of an execution's key with / between them
 * @param detail what was asked for besides; null for nothing
 * @param outcome what came of it; {@value #BEGUN} until that is known
 */
public record AuditLine(
        String day,
        String id,
        String who,
        String role,
        String from,
        String action,
        String on,
        String detail,
        String outcome) {

    /** The action has begun, and nothing is known of its end. */
    public static final String BEGUN = "begun";

    /** Gives the time of the beginning. */
    public String at() {
        return id.substring(0, id.indexOf('#'));
    }
}
