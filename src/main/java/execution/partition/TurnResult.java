package execution.partition;

import java.util.ArrayList;
import java.util.List;

/**
 * What a turn of a job came to.
 *
 * @param next when the job has its next turn
 * @param messages what the turn leads to, each of which a route hands on: a {@link execution.runner.TaskState}, a
 *     {@link execution.model.Lane} with freed slots, a {@link PartLaunch}, {@link LostTasks}, or an {@link
 *     AggregationCall}
 */
public record TurnResult(Next next, List<Object> messages) {

    /** When a job has its next turn. */
    public enum Next {
        /** At once: there is more to do than a turn does. */
        AT_ONCE,
        /** In a second: the job is changing. */
        SOON,
        /** In a second or two: parts wait for slots, of whose release nobody tells. */
        WAITING,
        /** After a pause that grows: nothing has changed. */
        LATER,
        /** After the values are put together, which another thread does. */
        AFTER_AGGREGATION,
        /** Never: the job is over, and this instance need not think of it any more. */
        NEVER
    }

    public TurnResult {
        messages = List.copyOf(messages);
    }

    static TurnResult of(Next next) {
        return new TurnResult(next, List.of());
    }

    /** The same with one more message. */
    TurnResult and(Object message) {
        return and(List.of(message));
    }

    /** The same with more messages. */
    TurnResult and(List<?> others) {
        List<Object> more = new ArrayList<>(messages);
        more.addAll(others);
        return new TurnResult(next, more);
    }
}
