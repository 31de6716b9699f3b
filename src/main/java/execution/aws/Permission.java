package execution.aws;

import java.util.List;

/**
 * One action that a role needs.
 *
 * @param role who needs the action
 * @param action the name of the action in IAM
 * @param on the last part of the ARN of each resource, in which {@code *} stands for any text; where the name of a
 *     resource is not among the settings, words with spaces between them
 * @param when what the role needs the action for; empty if the role always needs it
 */
public record Permission(Role role, String action, List<String> on, String when) {

    /** Tells whether the role needs the action in every installation. */
    public boolean isAlwaysNeeded() {
        return when.isEmpty();
    }
}
