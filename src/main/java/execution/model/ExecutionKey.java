package execution.model;

/** Names one execution: the primary key of its row. */
public record ExecutionKey(String tenantId, String jitEventId, String executionId) {

    /** What the sort key of an execution begins with, and that of no other item of the table. */
    public static final String SORT_KEY_PREFIX = "JIT_EVENT#";

    private static final String PK_PREFIX = "TENANT#";
    private static final String RUN = "#RUN#";

    public String partitionKey() {
        return PK_PREFIX + tenantId;
    }

    public String sortKey() {
        return SORT_KEY_PREFIX + jitEventId + RUN + executionId;
    }

    /** Whether a sort key of the table is that of an execution (and not of a slot counter or a lease). */
    public static boolean isSortKey(String sortKey) {
        return sortKey.startsWith(SORT_KEY_PREFIX) && sortKey.contains(RUN);
    }

    /**
     * @param partitionKey {@code TENANT#…}
     * @param sortKey {@code JIT_EVENT#…#RUN#…}
     * @throws IllegalArgumentException if these are not the keys of an execution
     */
    public static ExecutionKey of(String partitionKey, String sortKey) {
        if (!partitionKey.startsWith(PK_PREFIX) || !isSortKey(sortKey)) {
            throw new IllegalArgumentException("not the key of an execution: " + partitionKey + " / " + sortKey);
        }
        int run = sortKey.lastIndexOf(RUN);
        return new ExecutionKey(
                partitionKey.substring(PK_PREFIX.length()),
                sortKey.substring(SORT_KEY_PREFIX.length(), run),
                sortKey.substring(run + RUN.length()));
    }

    @Override
    public String toString() {
        return tenantId + "/" + jitEventId + "/" + executionId;
    }
}
