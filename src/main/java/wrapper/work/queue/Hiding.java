package wrapper.work.queue;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.aws.AwsFailures;
import software.amazon.awssdk.core.exception.SdkException;
import wrapper.work.pulse.Ticking;

/** Keeps a message hidden while it is worked on. It hides the message again when half of the time is over. */
public final class Hiding implements Ticking {
    private static final Logger LOG = LoggerFactory.getLogger(Hiding.class);
    private static final Duration LONGEST = Duration.ofHours(11);

    private final WorkQueue queue;
    private final Delivery delivery;
    private final Executor background;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private final long begun = System.nanoTime();
    private volatile long next;
    private volatile boolean over;

    /** Begins when the message has just been taken. */
    public Hiding(WorkQueue queue, Delivery delivery, Executor background) {
        this.queue = queue;
        this.delivery = delivery;
        this.background = background;
        this.next = begun + queue.visibility().toNanos() / 2;
    }

    @Override
    public void tick(long now) {
        // SQS hides no message for longer than twelve hours after it was taken.
        if (!over && now - next >= 0 && now - begun < LONGEST.toNanos() && underWay.compareAndSet(false, true)) {
            background.execute(this::hide);
        }
    }

    private void hide() {
        try {
            if (!over) {
                next = System.nanoTime() + queue.visibility().toNanos() / 2;
                queue.hide(delivery, queue.visibility());
            }
        } catch (SdkException e) {
            // Tried again soon, because the message may come back to another worker otherwise.
            next = System.nanoTime() + Duration.ofSeconds(1).toNanos();
            LOG.warn("{} cannot be kept hidden: {}", delivery, AwsFailures.describe(e));
        } finally {
            underWay.set(false);
        }
    }

    /** Does not hide the message any more. */
    public void end() {
        over = true;
    }
}
