package wrapper.work.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import shared.part.ExchangeRequest.End;
import shared.part.ExchangeRequest.Report;
import wrapper.work.part.Trial;

/**
 * A bundle that the worker has claimed: its lease, and the ends of parts that the service was not told of yet.
 *
 * <p>The lease is measured by this machine's monotonic clock from before the request that got it, so it is over here
 * earlier than at the service. Before that the worker ends what it runs of the bundle, because another worker may then
 * be given the bundle.
 */
public final class HeldBundle {
    /** The most ends in one report. */
    private static final int MOST_ENDS = 25;
    /** The most bytes of the values in one report; the rest of an end takes at most 4.5 KB. */
    private static final int MOST_BYTES = 150 * 1024;

    private static final int BYTES_OF_END = 200;
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MOST_MARGIN_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Why the worker does not go on with a bundle. */
    public enum Ending {
        /** The worker may not have the bundle any more. */
        LOST,
        /** The service has taken the bundle away. */
        TAKEN,
        /** The whole job is being stopped. */
        STOPPED,
        /** The worker itself stops. */
        GIVEN_BACK
    }

    /** The ends of parts that are reported together. */
    public record Batch(String bundle, List<Sized> ends) {
        Report report() {
            return new Report(bundle, ends.stream().map(Sized::end).toList());
        }

        int bytes() {
            return ends.stream().mapToInt(Sized::bytes).sum();
        }
    }

    /** An end and about how many bytes it takes. */
    public record Sized(End end, int bytes) {}

    private final String bundle;
    private final Map<Integer, Integer> tries;
    private final long leaseNanos;
    private final List<Sized> unsent = new ArrayList<>();
    private long until;
    private long oldestUnsent;
    private boolean sending;
    private boolean refused;
    private Ending ending;
    private Trial trial;

    /**
     * Begins with a claim that was granted.
     *
     * @param tries the number of the try by the number of the part
     * @param askedAt the monotonic time before the claim was sent
     */
    public HeldBundle(String bundle, Map<Integer, Integer> tries, Duration lease, long askedAt) {
        this.bundle = bundle;
        this.tries = Map.copyOf(tries);
        this.leaseNanos = lease.toNanos();
        this.until = askedAt + leaseNanos - margin();
    }

    public String bundle() {
        return bundle;
    }

    /** Gives the numbers of the tries that the claim began, by the number of the part. */
    public Map<Integer, Integer> tries() {
        return tries;
    }

    /** Gives how long the lease lasts that a claim or a beat gives. */
    Duration lease() {
        return Duration.ofNanos(leaseNanos);
    }

    /** Gives how often the lease is renewed. */
    Duration beat() {
        return Duration.ofNanos(Math.min(TimeUnit.SECONDS.toNanos(5), leaseNanos / 6));
    }

    /**
     * Notes that the service still knows the bundle as this worker's. It renews a lease only when half of it is over,
     * so half of a lease is what is sure.
     *
     * @param askedAt the monotonic time before the request was sent
     */
    synchronized void renewed(long askedAt) {
        until = Math.max(until, askedAt + leaseNanos / 2 - margin());
    }

    /** Ends what runs as soon as the lease cannot be renewed any more in time. */
    synchronized void tick(long now) {
        if (ending == null && now - until >= 0) {
            end(Ending.LOST);
        }
        if (trial != null) {
            trial.tick(now);
        }
    }

    /** Takes what watches the part that runs now; null if none does. If the bundle is over, the part is ended. */
    public synchronized void running(Trial now) {
        trial = now;
        if (now != null && ending != null) {
            now.stop();
        }
    }

    /**
     * Ends the work on the bundle. Only the first reason counts, but a lost lease kills what another reason had asked
     * to end.
     */
    public synchronized void end(Ending why) {
        if (ending == null) {
            ending = why;
        }
        if (trial != null && why == Ending.LOST) {
            trial.stopAtOnce();
        } else if (trial != null) {
            trial.stop();
        }
    }

    /** Gives why the work on the bundle is over; null if it goes on. */
    public synchronized Ending ending() {
        return ending;
    }

    /** Tells whether the lease is over, as far as this worker can know. */
    public synchronized boolean isLeaseOver() {
        return System.nanoTime() - until >= 0;
    }

    /** Gives how long the lease lasts. */
    public synchronized Duration left() {
        return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
    }

    /**
     * Adds an end that is to be reported.
     *
     * @param bytes the length of its value
     */
    public synchronized void add(End end, int bytes) {
        if (unsent.isEmpty()) {
            oldestUnsent = System.nanoTime();
        }
        int reason = end.reason() == null ? 0 : 4 * end.reason().length();
        unsent.add(new Sized(end, bytes + reason + BYTES_OF_END));
    }

    /** Tells whether ends have waited for long enough, or there are enough of them. */
    public synchronized boolean isReportDue(long now) {
        return !sending
                && !unsent.isEmpty()
                && (now - oldestUnsent >= LONGEST_WAIT_NANOS
                        || unsent.size() >= MOST_ENDS
                        || unsent.stream().mapToInt(Sized::bytes).sum() >= MOST_BYTES);
    }

    /**
     * Takes ends to report, as many as fit into one request. Nobody else may take any before {@link #sent}.
     *
     * @return null if there are none, or others are being sent
     */
    synchronized Batch take() {
        if (sending || unsent.isEmpty()) {
            return null;
        }
        sending = true;
        List<Sized> taken = new ArrayList<>();
        int bytes = 0;
        while (!unsent.isEmpty() && taken.size() < MOST_ENDS && (taken.isEmpty() || bytes < MOST_BYTES)) {
            Sized next = unsent.remove(0);
            taken.add(next);
            bytes += next.bytes();
        }
        oldestUnsent = System.nanoTime();
        return new Batch(bundle, taken);
    }

    /** Takes ends to report, once those that are being sent are through; null if there are none. */
    synchronized Batch await() throws InterruptedException {
        while (sending) {
            wait();
        }
        return take();
    }

    /**
     * Notes what became of ends that were taken.
     *
     * @param again those that are to be sent again; they go before the others
     */
    synchronized void sent(List<Sized> again) {
        unsent.addAll(0, again);
        sending = false;
        notifyAll();
    }

    /** Notes that the service took none of the ends of a report, and will not take them later. */
    synchronized void refused() {
        refused = true;
    }

    /** Tells whether the service has taken all ends that were added. */
    public synchronized boolean isAllAccepted() {
        return unsent.isEmpty() && !sending && !refused;
    }

    private long margin() {
        return Math.min(MOST_MARGIN_NANOS, leaseNanos / 10);
    }
}
