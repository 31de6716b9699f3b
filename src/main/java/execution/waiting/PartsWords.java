package execution.waiting;

import execution.model.ExecutionKey;
import execution.parts.Bundle;
import execution.parts.PartBlock;
import execution.parts.PartCounts;
import execution.parts.PartitionJob;
import execution.store.Lanes;
import execution.store.Slots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says in plain words why parts of a job wait. */
final class PartsWords {

    /** How many holders of slots are named. The others are counted. */
    private static final int MOST_NAMED = 5;

    /** After so long in the queue a message is worth a look at the workers. */
    private static final Duration LONG = Duration.ofSeconds(30);

    private PartsWords() {}

    /**
     * Gives the reasons.
     *
     * @param lane the lane of the parts
     * @param holders who holds its slots, as far as they were read
     * @param blocks the blocks of the job in which parts are with workers or in the queue
     * @return none if nothing waits
     */
    static List<String> of(
            PartitionJob job, Lanes.State lane, List<Lanes.Holder> holders, List<PartBlock> blocks, Instant now) {
        return switch (job.phase()) {
            case SPLITTING -> List.of(words("Its input is being divided into parts: %,d so far.", job.total()));
            case RUNNING -> running(job, lane, holders, blocks, now);
            case STOPPING ->
                List.of(words(
                        "It is being stopped. %s still with workers, which end them.",
                        parts(job.counts().inFlight(), "is", "are")));
            case AGGREGATING -> List.of("All parts have ended, and their values are being put together.");
            case ENDED -> List.of();
        };
    }

    private static List<String> running(
            PartitionJob job, Lanes.State lane, List<Lanes.Holder> holders, List<PartBlock> blocks, Instant now) {
        List<String> words = new ArrayList<>();
        PartCounts counts = job.counts();
        if (counts.waiting() > 0) {
            words.addAll(waiting(job, lane, holders));
        }
        unclaimed(blocks, now).ifPresent(words::add);
        return words;
    }

    private static List<String> waiting(PartitionJob job, Lanes.State lane, List<Lanes.Holder> holders) {
        PartCounts counts = job.counts();
        Slots slots = lane.slots();
        String waiting = parts(counts.waiting(), "waits", "wait");
        String whose = " of " + lane.lane().tenantId() + " for " + lane.lane().runner();
        if (counts.inFlight() >= job.maxInFlight()) {
            return List.of(words(
                    "%s, because %,d are in flight and the job lets no more be so at the same time.",
                    waiting, counts.inFlight()));
        }
        if (slots.limit() == 0) {
            return List.of(words("%s, because the limit%s is 0.", waiting, whose));
        }
        if (slots.free() > 0 || counts.inFlight() < job.slots()) {
            return List.of(waiting + ", and more of them go out in a moment.");
        }
        List<String> words = new ArrayList<>();
        words.add(words(
                "%s for a slot: all %,d%s are in use, and this job holds %,d of them.",
                waiting, slots.limit(), whose, job.slots()));
        words.addAll(others(job.key(), holders));
        return words;
    }

    private static List<String> others(ExecutionKey own, List<Lanes.Holder> holders) {
        List<Lanes.Holder> others = holders.stream()
                .filter(holder -> !holder.key().equals(own))
                .sorted(Comparator.comparingInt(Lanes.Holder::slots).reversed())
                .toList();
        List<String> words = new ArrayList<>();
        others.stream()
                .limit(MOST_NAMED)
                .forEach(holder -> words.add(
                        words("Execution %s holds %s.", holder.key().executionId(), number(holder.slots(), "slot"))));
        if (others.size() > MOST_NAMED) {
            int slots = others.stream()
                    .skip(MOST_NAMED)
                    .mapToInt(Lanes.Holder::slots)
                    .sum();
            words.add(
                    words("%s more hold %s.", number(others.size() - MOST_NAMED, "execution"), number(slots, "slot")));
        }
        return words;
    }

    private static Optional<String> unclaimed(List<PartBlock> blocks, Instant now) {
        List<Bundle> bundles = blocks.stream()
                .flatMap(block -> block.bundles().stream())
                .filter(bundle -> !bundle.isClaimed())
                .toList();
        return bundles.stream()
                .map(Bundle::sentAt)
                .min(Comparator.naturalOrder())
                .map(oldest -> {
                    Duration age = Duration.between(oldest, now);
                    long parts = bundles.stream()
                            .mapToLong(bundle -> bundle.parts().size())
                            .sum();
                    String words = words(
                            "%s in the queue of the fleet as %s. No worker has claimed the oldest one for %s.",
                            parts(parts, "is", "are"),
                            number(bundles.size(), "message"),
                            number(Math.max(0, age.toSeconds()), "second"));
                    return age.compareTo(LONG) < 0
                            ? words
                            : words + " Look whether workers run, and whether all are busy.";
                });
    }

    private static String parts(long number, String one, String many) {
        return number(number, "part") + " " + (number == 1 ? one : many);
    }

    private static String number(long number, String what) {
        return words("%,d %s", number, what) + (number == 1 ? "" : "s");
    }

    private static String words(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
