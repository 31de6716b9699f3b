/**
 * Copies the messages of all dead letter queues to a bucket, where they are kept for longer than a queue keeps them.
 * The messages stay in their queues, from which they can be moved back.
 */
package execution.deadletter;
