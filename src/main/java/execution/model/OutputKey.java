package execution.model;

/**
 * The key of the object that keeps the end of what an attempt printed:
 * {@code output/<tenant>/<jit_event_id>/<execution_id>/<attempt>.txt}, in the bucket of the results. The bucket tells
 * nobody of such objects.
 */
public record OutputKey(ExecutionKey execution, int attempt) {

    /** What every key begins with. */
    public static final String PREFIX = "output/";

    /** The most bytes that are kept of one attempt. */
    public static final int MOST_BYTES = 64 * 1024;

    public String text() {
        return PREFIX + execution.tenantId() + "/" + execution.jitEventId() + "/" + execution.executionId() + "/"
                + attempt + ".txt";
    }
}
