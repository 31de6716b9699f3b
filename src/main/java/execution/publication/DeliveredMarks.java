package execution.publication;

import execution.model.ExecutionKey;
import java.util.Collections;
import java.util.Map;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;

/**
 * Remembers up to which seq this instance has delivered the webhooks of each execution, until the row knows it. Changes
 * whose mark was forgotten are delivered again, and receivers recognise them by their id.
 */
@Component
class DeliveredMarks {

    private static final int MOST = 10_000;

    private final Map<ExecutionKey, Integer> marks = Collections.synchronizedMap(BoundedMap.forgettingOldest(MOST));

    /** Gives the seq of the last change that is known to be delivered; 0 if nothing is known. */
    int of(ExecutionKey key) {
        return marks.getOrDefault(key, 0);
    }

    void delivered(ExecutionKey key, int seq) {
        marks.merge(key, seq, Math::max);
    }
}
