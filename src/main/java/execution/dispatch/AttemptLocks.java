package execution.dispatch;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/**
 * Lets the answer of a launch be stored before the task's first states are looked at, where both come to the same instance at
 * the same moment. It saves a conflict; correctness comes from the conditional writes.
 */
@Component
class AttemptLocks {

    private static final long PATIENCE_MILLIS = 2_000;

    private final ReentrantLock[] locks = new ReentrantLock[256];

    AttemptLocks() {
        for (int i = 0; i < locks.length; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    void run(String attemptId, Runnable action) {
        ReentrantLock lock = locks[Math.floorMod(attemptId.hashCode(), locks.length)];
        boolean locked = false;
        try {
            locked = lock.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            action.run();
        } finally {
            if (locked) {
                lock.unlock();
            }
        }
    }
}
