package execution.store;

import execution.model.Execution;
import execution.model.ExecutionKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The rows as this instance wrote them last. Others may have changed one since: it is good for a conditional write to start
 * from, which fails then, and no good for deciding that nothing is to be done.
 */
@Component
class RecentRows {

    /** What a busy instance has under way; some 6 KB each. */
    private static final int MOST = 2_000;

    private final Map<ExecutionKey, Execution> rows = bounded();
    private final Map<String, ExecutionKey> keysByAttempt = bounded();

    synchronized void wrote(Execution execution) {
        rows.merge(execution.key(), execution, (old, now) -> now.version() > old.version() ? now : old);
        if (execution.attempt() > 0) {
            keysByAttempt.put(execution.attemptId(), execution.key());
        }
    }

    /** Somebody else was seen to have changed it. */
    synchronized void forget(ExecutionKey key) {
        rows.remove(key);
    }

    synchronized Optional<Execution> find(ExecutionKey key) {
        return Optional.ofNullable(rows.get(key));
    }

    /** An attempt belongs to the same execution for ever, so this answer is never out of date. */
    synchronized Optional<ExecutionKey> byAttempt(String attemptId) {
        return Optional.ofNullable(keysByAttempt.get(attemptId));
    }

    private static <K, V> Map<K, V> bounded() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > MOST;
            }
        };
    }
}
