package execution.store;

import execution.model.ExecutionKey;
import java.util.Collections;
import java.util.Map;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;

/**
 * Remembers up to which seq this instance has published the changes of each execution. That saves a write for each
 * change, because the row learns of it with its next write. Changes whose mark was forgotten are published again, and
 * consumers recognise them by their seq.
 */
@Component
public class PublishedMarks {

    /**
     * How many marks are remembered, which takes about 20 MB. The oldest marks are those of executions that ended long
     * ago.
     */
    private static final int MOST = 50_000;

    private final Map<ExecutionKey, Integer> marks = Collections.synchronizedMap(BoundedMap.forgettingOldest(MOST));

    /** Gives the seq of the last change that is known to be published; 0 if nothing is known. */
    public int of(ExecutionKey key) {
        return marks.getOrDefault(key, 0);
    }

    public void published(ExecutionKey key, int seq) {
        marks.merge(key, seq, Math::max);
    }
}
