package cli.call;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What names an execution on the command line: {@code EVENT/EXECUTION}, or the beginning of the execution's id where it
 * is one of the newest executions.
 */
public record Reference(String event, String execution) {
    private static final Pattern EVENT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern EXECUTION = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern BEGINNING = Pattern.compile("[0-9a-f]{4,32}");
    private static final int NEWEST = 500;
    private static final int PAGE = 100;

    /** Finds the execution that a word means. */
    public static Reference find(String word, ServiceClient service) throws InterruptedException {
        int slash = word.indexOf('/');
        if (slash >= 0) {
            Reference whole = new Reference(word.substring(0, slash), word.substring(slash + 1));
            if (whole.isWhole()) {
                return whole;
            }
        }
        if (!BEGINNING.matcher(word).matches()) {
            throw new ExecctlException("'" + word + "' is neither EVENT/EXECUTION (a UUID, a slash and 32 lower-case"
                    + " hex digits) nor the beginning of an execution's id (at least 4 hex digits)");
        }
        Set<Reference> found = new LinkedHashSet<>();
        for (JsonNode execution : newest(service, "", NEWEST)) {
            Reference reference = of(execution);
            if (reference.execution.startsWith(word)) {
                found.add(reference);
            }
        }
        if (found.size() != 1) {
            throw new ExecctlException(
                    found.isEmpty()
                            ? "none of the newest " + NEWEST + " executions has an id that begins with " + word
                            : found.size() + " executions have ids that begin with " + word + "; give more of it");
        }
        return found.iterator().next();
    }

    /**
     * Reads the newest executions, page by page.
     *
     * @param filter further parameters, each with an & before it
     */
    public static List<JsonNode> newest(ServiceClient service, String filter, int limit) throws InterruptedException {
        return Pages.read(service, "/executions", filter, "executions", PAGE, limit);
    }

    /** Reads which execution an answer is about, which must have the form that a path can have. */
    public static Reference of(JsonNode execution) {
        Reference reference = new Reference(
                execution.path("jit_event_id").asText(),
                execution.path("execution_id").asText());
        if (!reference.isWhole()) {
            throw new ExecctlException("the service answered with an execution that has no id");
        }
        return reference;
    }

    private boolean isWhole() {
        return EVENT.matcher(event).matches() && EXECUTION.matcher(execution).matches();
    }

    public String path() {
        return "/executions/" + event + "/" + execution;
    }

    @Override
    public String toString() {
        return event + "/" + execution;
    }
}
