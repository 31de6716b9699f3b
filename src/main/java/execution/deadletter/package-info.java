/**
 * Copies the messages of all dead letter queues to a bucket, where they are kept for longer than a queue keeps them.
 * The messages stay in their queues. People see them there, and move them back, by the pages for operators and by the
 * HTTP interface.
 */
package execution.deadletter;
