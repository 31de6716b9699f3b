package execution.model;

/** One tenant's queue for one runner: what a slot limit applies to and what a wake-up names. */
public record Lane(String tenantId, String runner) {

    /** The partition key of the index in which the lane's pending executions stand by creation time. */
    public String indexKey() {
        return "TENANT#" + tenantId + "#RUNNER#" + runner;
    }

    /**
     * @param indexKey as {@link #indexKey()} gives it
     * @throws IllegalArgumentException for any other text
     */
    public static Lane ofIndexKey(String indexKey) {
        int runner = indexKey.lastIndexOf("#RUNNER#");
        if (!indexKey.startsWith("TENANT#") || runner < 0) {
            throw new IllegalArgumentException("not the key of a lane: " + indexKey);
        }
        return new Lane(
                indexKey.substring("TENANT#".length(), runner), indexKey.substring(runner + "#RUNNER#".length()));
    }
}
