package wrapper.work.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the worker runs, what it ran last, and how often what has happened. */
public final class Activity {
    private static final int MOST_RECENT = 100;

    /** What is counted. */
    public enum Count {
        MESSAGES,
        BUNDLES,
        PARTS_DONE,
        PARTS_FAILED,
        PARTS_GIVEN_BACK,
        JOBS,
        MESSAGES_REFUSED,
        LEASES_LOST
    }

    /**
     * Something that runs.
     *
     * @param task the name of its task
     */
    public record Running(Object what, String task, Instant since) {}

    /**
     * Something that ran.
     *
     * @param how how it ended
     * @param value the part's value; null if it has none
     */
    public record Ended(Object what, String task, String how, Instant at, double seconds, JsonNode value) {}

    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
    private final Set<Running> running = ConcurrentHashMap.newKeySet();
    private final Deque<Ended> recent = new ArrayDeque<>();

    /** Begins with nothing. */
    public Activity() {
        for (Count count : Count.values()) {
            counts.put(count, new LongAdder());
        }
    }

    /** Counts one more. */
    public void count(Count what) {
        counts.get(what).increment();
    }

    /** Notes that something runs. */
    public Running begin(Object what, String task) {
        Running begun = new Running(what, task, Instant.now());
        running.add(begun);
        return begun;
    }

    /** Notes that something has ended. */
    public void end(Running what, String how, double seconds, JsonNode value) {
        running.remove(what);
        Ended ended = new Ended(what.what(), what.task(), how, Instant.now(), seconds, value);
        synchronized (recent) {
            recent.addFirst(ended);
            if (recent.size() > MOST_RECENT) {
                recent.removeLast();
            }
        }
    }

    List<Running> running() {
        return new ArrayList<>(running);
    }

    List<Ended> recent() {
        synchronized (recent) {
            return new ArrayList<>(recent);
        }
    }

    long get(Count what) {
        return counts.get(what).sum();
    }
}
