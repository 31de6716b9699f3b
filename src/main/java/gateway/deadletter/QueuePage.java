package gateway.deadletter;

import execution.deadletter.ShownDeadLetter;
import java.util.List;

/**
 * What the page of one dead letter queue shows.
 *
 * @param path the address of the page
 * @param source the queue whose messages end here
 * @param waiting about how many messages can be read now
 * @param hidden about how many messages somebody reads or moves now
 * @param letters some of the messages
 * @param mayAct whether the visitor may move the messages back
 */
public record QueuePage(
        String path, String source, long waiting, long hidden, List<ShownDeadLetter> letters, boolean mayAct) {}
