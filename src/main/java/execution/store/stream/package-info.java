/**
 * The Camel consumer {@code table-stream:}, which reads the stream of a DynamoDB table. It goes on reading when shards
 * are closed, replaced, trimmed or gone.
 */
package execution.store.stream;
