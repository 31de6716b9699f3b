package execution.store;

import execution.model.ExecutionKey;
import java.util.Collections;
import java.util.Map;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;

/**
 * Up to which seq this instance has published each execution's changes. It saves a write for each change: the row learns of
 * it with the next write that is made anyway. What is forgotten here is published again, which consumers recognise by seq.
 */
@Component
public class PublishedMarks {

    /** About 20 MB when full; older marks are those of executions that ended long ago. */
    private static final int MOST = 50_000;

    private final Map<ExecutionKey, Integer> marks = Collections.synchronizedMap(BoundedMap.forgettingOldest(MOST));

    /** 0 where nothing is known. */
    public int of(ExecutionKey key) {
        return marks.getOrDefault(key, 0);
    }

    public void published(ExecutionKey key, int seq) {
        marks.merge(key, seq, Math::max);
    }
}
