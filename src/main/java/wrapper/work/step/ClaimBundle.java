package wrapper.work.step;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.part.ExchangeAnswer.ClaimAnswer;
import shared.part.ExchangeRequest.Claim;
import shared.part.PartsMessage;
import wrapper.work.exchange.Contacts;
import wrapper.work.exchange.ExchangeClient;
import wrapper.work.exchange.ExchangeClient.Answered;
import wrapper.work.exchange.HeldBundle;

/** Asks the service for the bundle, so that no other worker runs it. */
public final class ClaimBundle implements WorkStep {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimBundle.class);
    private static final Duration TWICE = Duration.ofSeconds(20);
    private static final long USUAL_LEASE = 30;
    private static final long MOST_LEASE = 3_600;
    private static final long MOST_PAUSE = 900;

    private final ExchangeClient client;
    private final Contacts contacts;
    private final BooleanSupplier stopping;

    /** @param stopping tells whether the worker stops */
    public ClaimBundle(ExchangeClient client, Contacts contacts, BooleanSupplier stopping) {
        this.client = client;
        this.contacts = contacts;
        this.stopping = stopping;
    }

    @Override
    public void perform(Work work) {
        PartsMessage message = (PartsMessage) work.message();
        if (!contacts.begin(work.address(), message.bundle())) {
            LOG.info("{} came once more while it is worked on", message);
            work.settle(new Work.Leave(TWICE));
            return;
        }
        try {
            claim(work, message);
        } finally {
            if (!work.isClaimed()) {
                contacts.end(work.address(), message.bundle());
            }
        }
    }

    private void claim(Work work, PartsMessage message) {
        Claim claimed = new Claim(message.bundle());
        Answered asked = Patience.ask(
                work, stopping, time -> client.send(work.address(), List.of(claimed), List.of(), time, stopping));
        if (asked == null) {
            LOG.warn("{} is not claimed: {}", message, work.settlement());
            return;
        }
        ClaimAnswer claim = asked.answer().claims().stream()
                .filter(answer -> message.bundle().equals(answer.bundle()))
                .findFirst()
                .orElse(new ClaimAnswer(message.bundle(), false, null, null, ClaimAnswer.HELD, 10L));
        if (claim.granted()) {
            work.claimed(held(message.bundle(), claim, asked.askedAt()));
        } else if (ClaimAnswer.HELD.equals(claim.reason())) {
            long pause = claim.retryAfter() == null ? 1 : Math.min(MOST_PAUSE, Math.max(0, claim.retryAfter()));
            work.settle(new Work.Leave(Duration.ofSeconds(pause)));
        } else {
            work.settle(new Work.Delete());
        }
    }

    static HeldBundle held(String bundle, ClaimAnswer claim, long askedAt) {
        Map<Integer, Integer> tries = new HashMap<>();
        if (claim.parts() != null) {
            claim.parts().forEach(part -> tries.put(part.part(), part.attempt()));
        }
        long lease =
                claim.leaseSeconds() == null ? USUAL_LEASE : Math.min(MOST_LEASE, Math.max(0, claim.leaseSeconds()));
        return new HeldBundle(bundle, tries, Duration.ofSeconds(lease), askedAt);
    }
}
