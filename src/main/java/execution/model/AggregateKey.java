package execution.model;

import java.util.regex.Pattern;

/**
 * The key of the object into which the values of a job's parts are put together: {@code
 * results/<tenant>/<jit_event_id>/<execution_id>/<attempt>/parts.<ending>}. Its name is not that of an archive, so no
 * parser reads it as results of a task.
 *
 * @param ending {@code json}, {@code jsonl} for JSON lines, or {@code txt}
 */
public record AggregateKey(ExecutionKey execution, int attempt, String ending) {

    private static final Pattern KEY = Pattern.compile(ResultsKey.PREFIX + ".*/parts\\.(json|jsonl|txt)");

    /** Tells whether a key of the bucket of the results is that of such an object. */
    public static boolean isOne(String key) {
        return KEY.matcher(key).matches();
    }

    public String text() {
        return ResultsKey.prefix(execution, attempt) + "/parts." + ending;
    }
}
