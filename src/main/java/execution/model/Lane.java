package execution.model;

/** All executions of one tenant on one runner. A slot limit holds for a lane, and a wake-up names a lane. */
public record Lane(String tenantId, String runner) {

    /** Gives the partition key of the index that lists the lane's pending executions by creation time. */
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
