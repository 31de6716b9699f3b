package execution.catalogue;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works out expressions, each in a thread of its own, and goes on without those that take too long. Such a thread does
 * not react to an interrupt as a rule and takes a processor until it ends, so there may be only a few of them.
 */
final class BoundedTime {

    private static final Logger LOG = LoggerFactory.getLogger(BoundedTime.class);
    private static final int MOST_LEFT = 4;

    private final Duration limit;
    private final Set<Thread> left = ConcurrentHashMap.newKeySet();

    /** @param limit how long an expression may take, far longer than a busy machine takes for one that ends */
    BoundedTime(Duration limit) {
        this.limit = limit;
    }

    /**
     * Works out one expression.
     *
     * @throws TimeoutException if it takes longer than it may
     * @throws ExpressionsHangException if nothing can be worked out at present
     * @throws Exception what the expression fails with
     */
    <T> T call(Callable<T> work) throws Exception {
        left.removeIf(thread -> !thread.isAlive());
        if (left.size() >= MOST_LEFT) {
            throw new ExpressionsHangException();
        }
        FutureTask<T> running = new FutureTask<>(work);
        Thread thread = new Thread(running, "expression");
        thread.setDaemon(true);
        thread.start();
        try {
            return running.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            left.add(thread);
            running.cancel(true);
            LOG.error("An expression of a task file takes longer than {} for what came from outside", limit);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }
}
