package wrapper.work.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.part.ExchangeAnswer;
import shared.part.ExchangeRequest.Report;
import wrapper.call.CallFailedException;
import wrapper.work.exchange.HeldBundle.Batch;
import wrapper.work.exchange.HeldBundle.Ending;
import wrapper.work.exchange.HeldBundle.Sized;

/**
 * What is said to the service of one execution while its bundles are worked on: one request with the beats of all
 * bundles, and with the ends of parts that have waited for long enough.
 */
final class Contact {
    private static final Logger LOG = LoggerFactory.getLogger(Contact.class);
    private static final Duration LONGEST_CALL = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 150 * 1024;
    private static final int MOST_BEATS = 100;

    private final ExchangeClient client;
    private final ServiceAddress address;
    private final Set<HeldBundle> bundles = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile long nextBeat;

    Contact(ExchangeClient client, ServiceAddress address) {
        this.client = client;
        this.address = address;
        this.nextBeat = System.nanoTime();
    }

    void add(HeldBundle held) {
        // The claim itself is as good as a beat.
        if (bundles.isEmpty()) {
            nextBeat = System.nanoTime() + held.beat().toNanos();
        }
        bundles.add(held);
    }

    /** Removes a bundle, and tells whether none is left. */
    boolean remove(HeldBundle held) {
        bundles.remove(held);
        return bundles.isEmpty();
    }

    void end(Ending why) {
        bundles.forEach(held -> held.end(why));
    }

    void tick(long now, Executor background) {
        boolean due = now - nextBeat >= 0;
        for (HeldBundle held : bundles) {
            held.tick(now);
            due = due || held.isReportDue(now);
        }
        if (due && !bundles.isEmpty() && underWay.compareAndSet(false, true)) {
            background.execute(this::send);
        }
    }

    private void send() {
        Map<HeldBundle, Batch> batches = new HashMap<>();
        try {
            long askedAt = System.nanoTime();
            List<HeldBundle> held = bundles.stream()
                    .filter(bundle -> bundle.ending() == null)
                    .limit(MOST_BEATS)
                    .toList();
            nextBeat = askedAt
                    + held.stream()
                            .map(HeldBundle::beat)
                            .min(Duration::compareTo)
                            .orElse(LONGEST_CALL)
                            .toNanos();
            if (!held.isEmpty()) {
                ExchangeAnswer answer = client.sendAlone(
                        address,
                        List.of(),
                        reports(held, askedAt, batches),
                        held.stream().map(HeldBundle::bundle).toList(),
                        LONGEST_CALL,
                        () -> bundles.isEmpty());
                take(answer, held, batches, askedAt);
            }
        } catch (CallFailedException e) {
            if (ExchangeClient.isOver(e)) {
                end(Ending.TAKEN);
            }
            LOG.warn("beat: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("the service cannot be told what runs", e);
        } finally {
            batches.forEach((bundle, batch) -> bundle.sent(batch.ends()));
            underWay.set(false);
        }
    }

    private static List<Report> reports(List<HeldBundle> held, long now, Map<HeldBundle, Batch> batches) {
        List<Report> reports = new ArrayList<>();
        int bytes = 0;
        for (HeldBundle bundle : held) {
            Batch batch = bytes < MOST_BYTES / 2 && bundle.isReportDue(now) ? bundle.take() : null;
            if (batch != null && bytes > 0 && bytes + batch.bytes() > MOST_BYTES) {
                bundle.sent(batch.ends());
            } else if (batch != null) {
                bytes += batch.bytes();
                batches.put(bundle, batch);
                reports.add(batch.report());
            }
        }
        return reports;
    }

    private static void take(
            ExchangeAnswer answer, List<HeldBundle> held, Map<HeldBundle, Batch> batches, long askedAt) {
        batches.forEach((bundle, batch) -> {
            Reports.taken(bundle, answer);
            bundle.sent(List.<Sized>of());
        });
        batches.clear();
        Map<String, Boolean> keep = new HashMap<>();
        answer.beats().forEach(beat -> keep.put(beat.bundle(), beat.keep()));
        for (HeldBundle bundle : held) {
            if (answer.stopping()) {
                bundle.end(Ending.STOPPED);
            } else if (Boolean.TRUE.equals(keep.get(bundle.bundle()))) {
                bundle.renewed(askedAt);
            } else if (keep.containsKey(bundle.bundle())) {
                bundle.end(Ending.TAKEN);
            }
        }
    }
}
