package execution.aws;

import java.util.List;

/**
 * One action that a role needs.
 *
 * @param action as IAM names it
 * @param on the last part of each resource's ARN, in which {@code *} stands for any text; words with spaces between them where the
 *     name is not among the settings
 * @param when empty if the role always needs it, else what it is needed for
 */
public record Permission(Role role, String action, List<String> on, String when) {

    /** Whether the action is one that nobody can do without. */
    public boolean isAlwaysNeeded() {
        return when.isEmpty();
    }
}
