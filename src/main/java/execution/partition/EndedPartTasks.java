package execution.partition;

import java.util.Collections;
import java.util.Set;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;

/**
 * Remembers the tasks of parts whose ends this instance has taken. A platform may tell an end twice, and the second
 * telling must not give back the part of another task of the launch.
 */
@Component
class EndedPartTasks {

    /** What is forgotten was told long ago. If its end is told once more, a task may be started that finds no part. */
    private static final int MOST = 10_000;

    private final Set<String> ended = Collections.newSetFromMap(BoundedMap.forgettingOldest(MOST));

    /**
     * Takes note of the end of a task.
     *
     * @param launch the id of the launch that started the task
     * @param task the name by which the task claims
     * @return whether the end was not known before
     */
    synchronized boolean isNew(String launch, String task) {
        return ended.add(launch + "/" + task);
    }

    /** Forgets an end that could not be taken, so that it is taken when it is told again. */
    synchronized void forget(String launch, String task) {
        ended.remove(launch + "/" + task);
    }
}
