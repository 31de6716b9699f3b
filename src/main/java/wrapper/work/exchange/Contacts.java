package wrapper.work.exchange;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import wrapper.work.pulse.Pulse;
import wrapper.work.pulse.Ticking;

/** The bundles that the worker holds, by the execution that they are of. */
public final class Contacts implements Ticking {
    private final ExchangeClient client;
    private final Executor background;
    private final Map<ServiceAddress, Contact> contacts = new ConcurrentHashMap<>();

    private record InHand(ServiceAddress address, String bundle) {}

    // The answer to a claim may be about a lease that has begun before, and beats renew the whole of it.
    private static final long LEAST_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final Optional<Long> NEVER = Optional.empty();

    // By the monotonic time at which the worker may have the bundle again.
    private final Map<InHand, Optional<Long>> inHand = new ConcurrentHashMap<>();

    /** Begins without any bundle. */
    public Contacts(ExchangeClient client, Pulse pulse) {
        this.client = client;
        this.background = pulse.background();
        pulse.add(this);
    }

    /**
     * Takes a bundle in hand, which a worker may do once at a time. The queue may deliver one message twice, and as
     * long as a lease lasts, the service gives the same worker the same tries again.
     *
     * @return false if the worker has the bundle in hand, or has had it and did not bring it to an end
     */
    public boolean begin(ServiceAddress address, String bundle) {
        return inHand.putIfAbsent(new InHand(address, bundle), NEVER) == null;
    }

    /** Does not have a bundle in hand any more. */
    public void end(ServiceAddress address, String bundle) {
        inHand.remove(new InHand(address, bundle));
    }

    /** Does not have a bundle in hand any more as soon as its lease is over at the service, too. */
    public void endAfterLease(ServiceAddress address, HeldBundle held) {
        inHand.put(
                new InHand(address, held.bundle()),
                Optional.of(System.nanoTime() + Math.max(held.lease().toNanos(), LEAST_NANOS)));
    }

    /** Keeps the lease of a bundle from now on. */
    public void add(ServiceAddress address, HeldBundle held) {
        contacts.compute(address, (key, known) -> {
            Contact contact = known == null ? new Contact(client, address) : known;
            contact.add(held);
            return contact;
        });
    }

    /** Does not keep the lease of a bundle any more. */
    public void remove(ServiceAddress address, HeldBundle held) {
        contacts.computeIfPresent(address, (key, contact) -> contact.remove(held) ? null : contact);
    }

    /** Gives back all bundles, because the worker stops. */
    public void giveBack() {
        contacts.values().forEach(contact -> contact.end(HeldBundle.Ending.GIVEN_BACK));
    }

    @Override
    public void tick(long now) {
        contacts.values().forEach(contact -> contact.tick(now, background));
        inHand.values().removeIf(free -> free.isPresent() && now - free.get() >= 0);
    }
}
