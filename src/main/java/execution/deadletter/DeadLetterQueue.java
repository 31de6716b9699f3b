package execution.deadletter;

/**
 * A dead letter queue.
 *
 * @param name the queue's
 * @param source the name of the queue whose messages end here
 * @param kind what its messages are, such as {@code results}; part of the keys in the archive
 * @param task the task whose own queue it belongs to; null if its messages may be of any task
 */
public record DeadLetterQueue(String name, String source, String kind, String task) {}
