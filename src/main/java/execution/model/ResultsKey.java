package execution.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key of the object in which an attempt leaves its results:
 * {@code results/<tenant>/<jit_event_id>/<execution_id>/<attempt>/<file>}. The key alone says whose results they are,
 * because only the key is protected by the permission to write there.
 */
public record ResultsKey(ExecutionKey execution, int attempt, String file) {

    /** What every key begins with. */
    public static final String PREFIX = "results/";
    /** What every key ends with. */
    public static final String SUFFIX = ".tar.gz";

    private static final Pattern KEY = Pattern.compile(PREFIX + "([^/]+)/([^/]+)/([^/]+)/([1-9][0-9]{0,2})/([^/]+)");
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,190}" + Pattern.quote(SUFFIX));

    /** Gives the prefix below which the attempt may write, without a slash at its end. */
    public static String prefix(ExecutionKey execution, int attempt) {
        return PREFIX + execution.tenantId() + "/" + execution.jitEventId() + "/" + execution.executionId() + "/"
                + attempt;
    }

    /** Tells whether a name is a plain file name that ends in .tar.gz. */
    public static boolean isFileName(String name) {
        return name != null && FILE.matcher(name).matches();
    }

    /** Reads a key; empty if it is not the key of results. */
    public static Optional<ResultsKey> parse(String key) {
        Matcher matcher = KEY.matcher(key);
        if (!matcher.matches() || !isFileName(matcher.group(5))) {
            return Optional.empty();
        }
        return Optional.of(new ResultsKey(
                new ExecutionKey(matcher.group(1), matcher.group(2), matcher.group(3)),
                Integer.parseInt(matcher.group(4)),
                matcher.group(5)));
    }

    public String text() {
        return prefix(execution, attempt) + "/" + file;
    }
}
