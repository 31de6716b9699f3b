package infrastructure;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * An action on something, which a policy allows or a role needs.
 *
 * @param action the name of the action in IAM
 * @param on the last part of the ARN of a resource, in which {@code *} stands for any text
 */
record Grant(String action, String on) {

    /** Gives what a policy allows, whoever it is that the policy is about. */
    static List<Grant> of(JsonNode policy) {
        return of(policy, "");
    }

    /**
     * Gives what a policy allows one principal.
     *
     * @param principal the ARN or the service in the statement's principal; empty for a policy that has none
     */
    static List<Grant> of(JsonNode policy, String principal) {
        List<Grant> grants = new ArrayList<>();
        for (JsonNode statement : policy.path("Statement")) {
            if (!statement.path("Effect").asText().equals("Allow") || !isAbout(statement, principal)) {
                continue;
            }
            for (String action : texts(statement.path("Action"))) {
                texts(statement.path("Resource")).forEach(arn -> grants.add(new Grant(action, lastPart(arn))));
            }
        }
        return grants;
    }

    private static boolean isAbout(JsonNode statement, String principal) {
        JsonNode whom = statement.path("Principal");
        return principal.isEmpty()
                || texts(whom.path("AWS")).contains(principal)
                || texts(whom.path("Service")).contains(principal);
    }

    static List<String> texts(JsonNode oneOrMany) {
        if (oneOrMany.isArray()) {
            return StreamSupport.stream(oneOrMany.spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
        }
        return oneOrMany.isMissingNode() ? List.of() : List.of(oneOrMany.asText());
    }

    static String lastPart(String arn) {
        String[] parts = arn.split(":", 6);
        return parts[parts.length - 1];
    }

    /** Tells whether whatever the other one names is named by this one. */
    boolean covers(Grant other) {
        return action.equals(other.action) && other.on.matches(Pattern.quote(on).replace("*", "\\E.*\\Q"));
    }

    @Override
    public String toString() {
        return action + " on " + on;
    }
}
