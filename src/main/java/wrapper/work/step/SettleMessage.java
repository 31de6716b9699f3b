package wrapper.work.step;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.aws.AwsFailures;
import software.amazon.awssdk.core.exception.SdkException;
import wrapper.work.page.Activity;
import wrapper.work.page.Activity.Count;
import wrapper.work.queue.Deletions;
import wrapper.work.queue.Delivery;
import wrapper.work.queue.WorkQueue;

/** Does with the message what was decided. If that fails, the message comes back and is found to be worked on. */
public final class SettleMessage implements WorkStep {
    private static final Logger LOG = LoggerFactory.getLogger(SettleMessage.class);
    private static final int MOST_DOUBLINGS = 7;

    private final WorkQueue queue;
    private final Deletions deletions;
    private final Activity activity;

    public SettleMessage(WorkQueue queue, Deletions deletions, Activity activity) {
        this.queue = queue;
        this.deletions = deletions;
        this.activity = activity;
    }

    @Override
    public void perform(Work work) {
        Delivery delivery = work.delivery();
        try {
            Work.Settlement settlement = work.settlement();
            if (settlement instanceof Work.Delete) {
                deletions.add(delivery);
            } else if (settlement instanceof Work.Leave leave) {
                queue.hide(delivery, leave.time());
            } else {
                String reason = ((Work.SetAside) settlement).reason();
                activity.count(Count.MESSAGES_REFUSED);
                LOG.error("{} can never work: {}", delivery, reason);
                if (!queue.setAside(delivery, reason)) {
                    queue.hide(delivery, pause(delivery.received()));
                }
            }
        } catch (SdkException e) {
            LOG.warn("{} cannot be settled: {}", delivery, AwsFailures.describe(e));
        }
    }

    // Longer each time, so that a message that nobody sets aside does not keep the fleet busy.
    private static Duration pause(int received) {
        return Duration.ofSeconds(5L << Math.min(MOST_DOUBLINGS, Math.max(0, received - 1)));
    }
}
