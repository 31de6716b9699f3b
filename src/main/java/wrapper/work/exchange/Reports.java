package wrapper.work.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.part.ExchangeAnswer;
import shared.part.ExchangeRequest.End;
import wrapper.call.CallFailedException;
import wrapper.work.exchange.HeldBundle.Batch;
import wrapper.work.exchange.HeldBundle.Sized;

/** Reports the ends of a bundle's parts until the service has taken them, or the lease is over. */
public final class Reports {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    private final ExchangeClient client;

    public Reports(ExchangeClient client) {
        this.client = client;
    }

    /**
     * Reports all that is unsent.
     *
     * @param most how long that may take, even if the lease lasts longer
     */
    public void send(ServiceAddress address, HeldBundle held, Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        BooleanSupplier over = () -> held.isLeaseOver() || System.nanoTime() - deadline >= 0;
        for (Batch batch = held.await(); batch != null; batch = held.await()) {
            List<Sized> again = batch.ends();
            try {
                again = send(address, held, batch, over);
            } finally {
                held.sent(again);
            }
            if (!again.isEmpty()) {
                LOG.warn("bundle {}: {} ends could not be reported in time", held.bundle(), again.size());
                return;
            }
        }
    }

    private List<Sized> send(ServiceAddress address, HeldBundle held, Batch batch, BooleanSupplier over) {
        while (!over.getAsBoolean()) {
            try {
                taken(
                        held,
                        client.send(address, List.of(), List.of(batch.report()), held.left(), over)
                                .answer());
                return List.of();
            } catch (CallFailedException e) {
                if (!ExchangeClient.mayWorkLater(e)) {
                    return refused(address, held, batch, over, e);
                }
            }
        }
        return batch.ends();
    }

    /** Notes what the service answered to the report of a bundle. */
    static void taken(HeldBundle held, ExchangeAnswer answer) {
        boolean accepted = answer.reports().stream()
                .anyMatch(report -> held.bundle().equals(report.bundle()) && report.accepted());
        if (!accepted) {
            LOG.warn("bundle {}: the service does not take its report", held.bundle());
            held.refused();
        }
        if (answer.stopping()) {
            held.end(HeldBundle.Ending.STOPPED);
        }
    }

    // If the service refuses a whole request, one end of it may be the reason. So each is sent alone, and one that is
    // refused even so is reported as failed, because it would be lost otherwise.
    private List<Sized> refused(
            ServiceAddress address, HeldBundle held, Batch batch, BooleanSupplier over, CallFailedException e) {
        boolean mayBeOfOneEnd = e.status() == 400 || e.status() == 413 || e.status() == 422;
        if (!mayBeOfOneEnd) {
            LOG.warn("bundle {}: {}", held.bundle(), e.getMessage());
            held.refused();
            held.end(HeldBundle.Ending.TAKEN);
            return List.of();
        }
        List<Sized> again = new ArrayList<>();
        if (batch.ends().size() > 1) {
            for (Sized end : batch.ends()) {
                again.addAll(send(address, held, new Batch(batch.bundle(), List.of(end)), over));
            }
            return again;
        }
        End end = batch.ends().get(0).end();
        String reason = "the service refuses the report of the part: HTTP " + e.status();
        if (reason.equals(end.reason())) {
            LOG.error("bundle {}: the end of part {} cannot be reported", held.bundle(), end.part());
            held.refused();
            return List.of();
        }
        End failed = new End(end.part(), end.attempt(), End.FAILED, null, reason, end.exitCode(), end.seconds());
        return send(address, held, new Batch(batch.bundle(), List.of(new Sized(failed, 0))), over);
    }
}
