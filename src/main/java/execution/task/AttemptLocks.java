package execution.task;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Lets the states of a task wait until the answer of its launch is stored, if both come to the same instance at the
 * same moment. This saves a conflict between two writes, and only states of the same attempt wait. The rows would be
 * right without the locks, because every write has its condition.
 */
@Component
public class AttemptLocks {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final ReentrantLock[] locks = new ReentrantLock[256];
    private final Map<String, CountDownLatch> launches = new ConcurrentHashMap<>();
    private final Duration longestWait;

    @Autowired
    AttemptLocks() {
        this(LONGEST_WAIT);
    }

    /** @param longestWait how long a state waits at most, for the answer of the launch and for another state */
    AttemptLocks(Duration longestWait) {
        this.longestWait = longestWait;
        for (int i = 0; i < locks.length; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /**
     * Notes that the runner is going to be called for an attempt. An attempt is launched in one thread of this instance
     * at a time.
     */
    public void launching(String attemptId) {
        launches.put(attemptId, new CountDownLatch(1));
    }

    /** Notes that the answer of the attempt's launch is stored, or that there is no answer. */
    public void launched(String attemptId) {
        CountDownLatch launch = launches.remove(attemptId);
        if (launch != null) {
            launch.countDown();
        }
    }

    /** Runs an action for a state of the attempt's task, when nothing has to be waited for any more. */
    <T> T run(String attemptId, Supplier<T> action) {
        ReentrantLock lock = locks[Math.floorMod(attemptId.hashCode(), locks.length)];
        boolean locked = false;
        try {
            CountDownLatch launch = launches.get(attemptId);
            if (launch != null) {
                launch.await(longestWait.toMillis(), TimeUnit.MILLISECONDS);
            }
            locked = lock.tryLock(longestWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            return action.get();
        } finally {
            if (locked) {
                lock.unlock();
            }
        }
    }
}
