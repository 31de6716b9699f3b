package wrapper.callback;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wrapper.call.CallFailedException;
import wrapper.run.Stop;
import wrapper.run.SupersededException;

/**
 * The leave of the service to run, where the platform may start the same task more than once. The run reports four
 * times in each lease that it goes on. It is stopped when the service answers that it must not go on. It is stopped as
 * well when no answer comes, early enough to have ended when the lease is over, because the service may then take the
 * run for lost. Time is counted from before the report was sent, so the run never ends later than the service thinks.
 */
public final class Lease {
    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
    private static final int REPORTS = 4;

    private final CallbackClient callbacks;
    private final Duration length;
    private final Duration pause;
    private final Stop stop;
    private final CountDownLatch released = new CountDownLatch(1);

    /** Takes the calls of the service, how long the lease lasts, and what stops the run. */
    public Lease(CallbackClient callbacks, Duration length, Stop stop) {
        this(callbacks, length, length.dividedBy(REPORTS), stop);
    }

    /** @param pause the time between two reports */
    Lease(CallbackClient callbacks, Duration length, Duration pause, Stop stop) {
        this.callbacks = callbacks;
        this.length = length;
        this.pause = pause;
        this.stop = stop;
    }

    /**
     * Asks for leave, and keeps it until it is released.
     *
     * @throws SupersededException if the service refuses, or if it cannot be asked: nothing runs without leave
     */
    public void take() throws SupersededException {
        long asked = System.nanoTime();
        try {
            callbacks.running();
        } catch (CallFailedException e) {
            throw new SupersededException("the service could not be asked: " + e.getMessage());
        }
        LOG.info("reported running");
        Thread keeper = new Thread(() -> keep(asked), "lease");
        keeper.setDaemon(true);
        keeper.start();
    }

    /** Ends the reports, because the run ends. */
    public void release() {
        released.countDown();
    }

    private void keep(long asked) {
        // What a command may take to end. Half of the lease is left for the reports.
        long ending = Math.min(stop.timeout().toNanos(), length.toNanos() / 2);
        long until = asked + length.toNanos() - ending;
        try {
            while (!released.await(Math.min(pause.toNanos(), until - System.nanoTime()), TimeUnit.NANOSECONDS)
                    && !stop.requested()) {
                long now = System.nanoTime();
                if (now - until >= 0) {
                    LOG.error("no answer of the service for {} ms: stopping", (length.toNanos() - ending) / 1_000_000);
                    stop.request(Duration.ofNanos(ending - (now - until)));
                } else if (isRenewed(Duration.ofNanos(until - now))) {
                    until = now + length.toNanos() - ending;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isRenewed(Duration left) {
        try {
            callbacks.running(left);
            return true;
        } catch (SupersededException e) {
            if (released.getCount() > 0) {
                LOG.info("asked to stop by the service: {}", e.getMessage());
                stop.request();
            }
        } catch (CallFailedException e) {
            LOG.warn("not reported running: {}", e.getMessage());
        }
        return false;
    }
}
