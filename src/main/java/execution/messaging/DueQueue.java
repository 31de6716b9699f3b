package execution.messaging;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.camel.Exchange;

/**
 * A queue for {@code seda:} that gives each message out when it is due, as in
 * {@code seda:name?queue=#name&purgeWhenStopping=true}. The exchange's property {@link #DUE} says when a message is
 * due; a message without the property is due at once. Of two messages that are due, the one with the earlier time comes
 * first. The option {@code purgeWhenStopping} is needed because otherwise the end of the service would wait for
 * messages that are not due.
 */
public final class DueQueue extends AbstractQueue<Exchange> implements BlockingQueue<Exchange> {

    /** The name of the exchange's property that says when the message is due; its value is an {@link Instant}. */
    public static final String DUE = "due";

    private final DelayQueue<Waiting> waiting = new DelayQueue<>();
    private final AtomicLong arrivals = new AtomicLong();
    private final int capacity;
    private final Clock clock;

    /**
     * Makes an empty queue.
     *
     * @param capacity the most messages that may wait; {@link #add} throws an {@link IllegalStateException} beyond that
     * @param clock tells which messages are due
     */
    public DueQueue(int capacity, Clock clock) {
        this.capacity = capacity;
        this.clock = clock;
    }

    @Override
    public boolean offer(Exchange exchange) {
        return remainingCapacity() > 0 && waiting.offer(waiting(exchange));
    }

    /** Does the same as {@link #offer(Exchange)}: a full queue never makes its sender wait. */
    @Override
    public boolean offer(Exchange exchange, long timeout, TimeUnit unit) {
        return offer(exchange);
    }

    /** Does the same as {@link #add}: a full queue never makes its sender wait. */
    @Override
    public void put(Exchange exchange) {
        add(exchange);
    }

    /**
     * Takes the next message that is due.
     *
     * @return the message, or null if none is due
     */
    @Override
    public Exchange poll() {
        return exchange(waiting.poll());
    }

    @Override
    public Exchange poll(long timeout, TimeUnit unit) throws InterruptedException {
        return exchange(waiting.poll(timeout, unit));
    }

    @Override
    public Exchange take() throws InterruptedException {
        return exchange(waiting.take());
    }

    /**
     * Gives the next message without taking it, whether it is due or not.
     *
     * @return the message, or null if the queue is empty
     */
    @Override
    public Exchange peek() {
        return exchange(waiting.peek());
    }

    @Override
    public int size() {
        return waiting.size();
    }

    @Override
    public int remainingCapacity() {
        return Math.max(0, capacity - waiting.size());
    }

    @Override
    public int drainTo(Collection<? super Exchange> others) {
        return drainTo(others, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super Exchange> others, int most) {
        int drained = 0;
        for (Exchange next; drained < most && (next = poll()) != null; drained++) {
            others.add(next);
        }
        return drained;
    }

    /** Gives all waiting messages in no particular order. */
    @Override
    public Iterator<Exchange> iterator() {
        return Stream.of(waiting.toArray(Waiting[]::new)).map(Waiting::exchange).iterator();
    }

    @Override
    public void clear() {
        waiting.clear();
    }

    private Waiting waiting(Exchange exchange) {
        Instant due = exchange.getProperty(DUE, Instant.class);
        exchange.removeProperties("*");
        exchange.getMessage().removeHeaders("*");
        return new Waiting(exchange, due == null ? clock.instant() : due, arrivals.incrementAndGet());
    }

    private static Exchange exchange(Waiting waiting) {
        return waiting == null ? null : waiting.exchange;
    }

    private final class Waiting implements Delayed {
        private final Exchange exchange;
        private final Instant due;
        private final long arrival;

        private Waiting(Exchange exchange, Instant due, long arrival) {
            this.exchange = exchange;
            this.due = due;
            this.arrival = arrival;
        }

        private Exchange exchange() {
            return exchange;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(Duration.between(clock.instant(), due));
        }

        @Override
        public int compareTo(Delayed other) {
            Waiting that = (Waiting) other;
            int byTime = due.compareTo(that.due);
            return byTime != 0 ? byTime : Long.compare(arrival, that.arrival);
        }
    }
}
