package execution.model;

/**
 * What became of the results that a task left.
 *
 * @param hasFindings whether any results had findings
 * @param key object key of the last results that were read and published, or null
 * @param error why the last results that came were not read or not published, or null
 */
public record Results(boolean hasFindings, String key, String error) {

    /** No results came yet. */
    static final Results NONE = new Results(false, null, null);

    /** Results were read and published. Findings of earlier results stay. */
    Results published(String objectKey, boolean findings) {
        return new Results(hasFindings || findings, objectKey, null);
    }

    Results withError(String why) {
        return new Results(hasFindings, key, why);
    }
}
