package infrastructure;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Compares what policies allow with what is needed.
 *
 * @param allowed what the policies of a role allow
 * @param needed what the role needs
 */
record Comparison(Set<Grant> allowed, Set<Grant> needed) {

    /** Where docs/aws.md asks to name what is known in place of all: a part of what is needed is enough. */
    private static final List<String> NARROWED = List.of("task-definition/*", "function:*", "log-group:");

    /** Gives a line for each right that is missing, and for each that nobody needs. */
    List<String> differences() {
        List<String> differences = new ArrayList<>();
        needed.stream().filter(need -> !isMet(need)).forEach(need -> differences.add("missing: " + need));
        differences.addAll(unneeded());
        return differences;
    }

    /** Gives a line for each right that nobody needs. */
    List<String> unneeded() {
        return allowed.stream()
                .filter(grant -> needed.stream().noneMatch(need -> need.covers(grant)))
                .map(grant -> "not needed: " + grant)
                .toList();
    }

    private boolean isMet(Grant need) {
        return allowed.stream().anyMatch(grant -> grant.covers(need) || isNarrowed(need) && need.covers(grant));
    }

    private static boolean isNarrowed(Grant need) {
        return NARROWED.stream().anyMatch(need.on()::startsWith);
    }
}
