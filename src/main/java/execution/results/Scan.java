package execution.results;

import execution.model.Digests;

/**
 * Which scan documents come from.
 *
 * @param task the job's name
 * @param id what the task calls the scan, or else the execution's id
 * @param start when the scan began, ISO-8601
 * @param end when the scan ended, ISO-8601
 * @param bucket where documents are put that are too large for any message
 * @param prefix what the keys of those documents begin with, with a slash at its end; the results' own
 */
record Scan(String task, String id, String start, String end, String bucket, String prefix) {

    /** Gives the hash of the end: the same documents of another scan have another one. */
    String temporalKey() {
        return Digests.sha256OfText(end);
    }
}
