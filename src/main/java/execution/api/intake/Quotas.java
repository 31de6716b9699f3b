package execution.api.intake;

import execution.api.RequestProperties;
import execution.security.Caller;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;

/**
 * Limits how much of the service one tenant may use at a time, so that no tenant can keep the others from being served.
 * Requests of a tenant's tasks and of its users have separate limits.
 */
@Component
class Quotas {

    /** How many tenants are remembered. A tenant that was forgotten begins with a full burst. */
    private static final int MOST = 10_000;

    private final RequestProperties requests;
    private final Map<Caller.Party, Share> shares = BoundedMap.forgettingLeastUsed(MOST, share -> share.inFlight == 0);

    Quotas(RequestProperties requests) {
        this.requests = requests;
    }

    private static final class Share {
        private final Bucket bucket;
        private int inFlight;

        private Share(Bucket bucket) {
            this.bucket = bucket;
        }
    }

    /**
     * Takes one request's share of its tenant's quota.
     *
     * @param party on whose quota the request counts
     * @param admission gives the share back when the request is over
     * @return why the request is refused; empty if it is not refused
     */
    synchronized Optional<Refusal> enter(Caller.Party party, Admission admission) {
        Share share = shares.computeIfAbsent(party, key -> new Share(bucket()));
        if (share.inFlight >= requests.mostInFlight()) {
            return Optional.of(new Refusal(
                    429,
                    "the tenant has as many requests under way as it may have at once; wait for their answers",
                    1));
        }
        Optional<Refusal> refusal = consume(share);
        if (refusal.isEmpty()) {
            share.inFlight++;
            admission.holds(() -> leave(share));
        }
        return refusal;
    }

    /**
     * Takes one request's share of what its tenant may make in a time, for a request that does not count as under way.
     *
     * @return why the request is refused; empty if it is not refused
     */
    synchronized Optional<Refusal> pass(Caller.Party party) {
        return consume(shares.computeIfAbsent(party, key -> new Share(bucket())));
    }

    private static Optional<Refusal> consume(Share share) {
        ConsumptionProbe probe = share.bucket.tryConsumeAndReturnRemaining(1);
        if (probe.isConsumed()) {
            return Optional.empty();
        }
        long seconds = 1 + TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill());
        return Optional.of(
                new Refusal(429, "the tenant makes more requests than it may; slow down and repeat it", seconds));
    }

    private synchronized void leave(Share share) {
        share.inFlight--;
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit ->
                        limit.capacity(requests.burst()).refillGreedy(requests.perSecond(), Duration.ofSeconds(1)))
                .build();
    }
}
