package wrapper.work.queue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.aws.AwsFailures;
import shared.failure.Backoff;
import software.amazon.awssdk.core.exception.SdkException;

/** Takes messages from the queue, never more than can be worked on at once, and has each worked on by a thread. */
public final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(20));

    /**
     * How long the only free slots of a busy worker wait for others, so that one call takes messages for several: short
     * beside any part that is not one of many in its message.
     */
    private static final long MORE_SLOTS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final WorkQueue queue;
    private final int capacity;
    private final Consumer<Delivery> worker;
    private final Semaphore free;
    private final ExecutorService threads;
    private final AtomicInteger busy = new AtomicInteger();
    private final Thread taker = new Thread(this::takeAll, "intake");
    private volatile boolean stopping;

    /**
     * Prepares it.
     *
     * @param capacity how many messages are worked on at once
     * @param worker works on a message to its end, and does not fail
     */
    public Intake(WorkQueue queue, int capacity, Consumer<Delivery> worker) {
        this.queue = queue;
        this.capacity = capacity;
        this.worker = worker;
        this.free = new Semaphore(capacity);
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(capacity, task -> {
            Thread thread = new Thread(task, "slot-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        taker.setDaemon(true);
    }

    /** Begins to take messages. */
    public void start() {
        taker.start();
    }

    /** Takes no more messages. Those that a request has still got are given back. */
    public void stop() {
        stopping = true;
        taker.interrupt();
    }

    /**
     * Waits until nothing is worked on any more.
     *
     * @return whether that was so in time
     */
    public boolean await(Duration most) throws InterruptedException {
        boolean idle = threadsIdle(most);
        if (idle) {
            threads.shutdown();
        }
        return idle;
    }

    private boolean threadsIdle(Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        while (busy() > 0) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return true;
    }

    /** Gives how many messages are worked on. */
    public int busy() {
        return busy.get();
    }

    private void takeAll() {
        int failures = 0;
        while (!stopping) {
            try {
                take();
                failures = 0;
            } catch (SdkException e) {
                failures++;
                LOG.warn("no messages can be taken: {}", AwsFailures.describe(e));
                pause(PAUSES.after(failures));
            } catch (InterruptedException e) {
                // Only a stop interrupts.
            } catch (RuntimeException e) {
                failures++;
                LOG.error("messages cannot be taken", e);
                pause(PAUSES.after(failures));
            }
        }
    }

    private void take() throws InterruptedException {
        free.acquire();
        int permits = 1 + moreFree();
        int used = 0;
        try {
            List<Delivery> taken = queue.take(permits);
            for (Delivery delivery : taken) {
                if (stopping || used == permits) {
                    queue.hide(delivery, Duration.ZERO);
                } else {
                    used++;
                    busy.incrementAndGet();
                    threads.execute(() -> work(delivery));
                }
            }
        } finally {
            free.release(permits - used);
        }
    }

    /** Takes further free slots, and gives how many. While fewer than a quarter of all are free, it waits for that. */
    private int moreFree() throws InterruptedException {
        long deadline = System.nanoTime() + MORE_SLOTS_NANOS;
        int quarter = (capacity + 3) / 4;
        int more = 0;
        while (more + 1 < Math.min(capacity, WorkQueue.MOST_MESSAGES)) {
            boolean isQuarter = more + 1 >= quarter;
            if (!free.tryAcquire(isQuarter ? 0 : deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                break;
            }
            more++;
        }
        return more;
    }

    private void work(Delivery delivery) {
        try {
            worker.accept(delivery);
        } catch (RuntimeException | Error e) {
            LOG.error("{} was not worked on to its end", delivery, e);
        } finally {
            busy.decrementAndGet();
            free.release();
        }
    }

    private static void pause(Duration time) {
        try {
            TimeUnit.MICROSECONDS.sleep(TimeUnit.MICROSECONDS.convert(time));
        } catch (InterruptedException e) {
            // Only a stop interrupts, and the caller looks for that.
        }
    }

    /** Gives how many messages can be worked on at once. */
    public int capacity() {
        return capacity;
    }
}
