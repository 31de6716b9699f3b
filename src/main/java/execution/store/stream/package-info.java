/**
 * {@code table-stream:}, a Camel consumer of a DynamoDB table's stream that works on over everything that becomes of a stream's
 * shards.
 */
package execution.store.stream;
