package gateway.deadletter;

import java.util.List;

/**
 * What the page with all dead letter queues shows.
 *
 * @param notice what was done just now; null for nothing
 */
public record QueuesPage(List<Row> queues, String notice) {

    /**
     * One queue.
     *
     * @param path the address of its page; null if there is no such queue
     * @param source the queue whose messages end here
     * @param task the task that it belongs to; null if its messages may be of any task
     * @param waiting about how many messages it has, or why that is not known
     */
    public record Row(String path, String name, String source, String task, String waiting) {}
}
