package execution.results;

import java.util.List;

/**
 * Documents as they are published in one message; schemas/results-context-message.v1.json is what consumers are
 * promised.
 *
 * @param subject the task's name
 * @param parentKey the hash of the key fields that were pushed first
 * @param temporalKey the hash of the scan's end
 * @param body JSON in ASCII
 * @param large documents that the body only refers to; they have to be stored before it is published
 */
record DocumentsMessage(String subject, String parentKey, String temporalKey, String body, List<LargeDocument> large) {

    /**
     * A document that does not fit into a message.
     *
     * @param bucket where it belongs
     * @param key the same whenever the same document of the same results is stored
     * @param json the document
     */
    record LargeDocument(String bucket, String key, byte[] json) {}
}
