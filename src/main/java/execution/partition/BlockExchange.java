package execution.partition;

import execution.model.ExecutionKey;
import execution.parts.PartBlock;
import execution.parts.PartBlock.Claim;
import execution.parts.PartBlock.Claimed;
import execution.parts.PartEnd;
import execution.store.parts.NoSuchBlockException;
import execution.store.parts.PartitionStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import shared.part.ExchangeAnswer.ClaimAnswer;
import shared.part.ExchangeAnswer.ReportAnswer;
import shared.part.ExchangeAnswer.Try;
import shared.part.ExchangeRequest.End;
import shared.part.ExchangeRequest.Report;

/**
 * What one request says of one block, and the answers. Reports go first, because they end bundles; then leases are
 * renewed, and then bundles are claimed.
 */
final class BlockExchange {

    private final int number;
    private final String worker;
    private final Instant now;
    private final PartitionProperties settings;
    private final int attempts;
    private final Map<Report, List<PartEnd>> reported = new LinkedHashMap<>();
    private final Set<String> beaten = new LinkedHashSet<>();
    private final Set<String> claimed = new LinkedHashSet<>();

    private final Map<Report, ReportAnswer> reports = new HashMap<>();
    private final Map<String, Boolean> beats = new HashMap<>();
    private final Map<String, ClaimAnswer> claims = new HashMap<>();
    private boolean mayGoOn;

    /**
     * @param now in whole milliseconds
     * @param attempts how often a part may be tried
     */
    BlockExchange(int number, String worker, Instant now, PartitionProperties settings, int attempts) {
        this.number = number;
        this.worker = worker;
        this.now = now;
        this.settings = settings;
        this.attempts = attempts;
    }

    /** Gives the number of the block of a bundle. */
    static int block(String bundle) {
        return Integer.parseInt(bundle.substring(0, bundle.indexOf('.')));
    }

    private static int seq(String bundle) {
        return Integer.parseInt(bundle.substring(bundle.indexOf('.') + 1));
    }

    void add(Report report) {
        reported.put(
                report,
                report.parts().stream()
                        .filter(end -> !isReturned(end))
                        .map(BlockExchange::end)
                        .toList());
    }

    private static boolean isReturned(End end) {
        return End.RETURNED.equals(end.status());
    }

    private static Map<Integer, Integer> returned(Report report) {
        return report.parts().stream()
                .filter(BlockExchange::isReturned)
                .collect(Collectors.toMap(End::part, End::attempt, (first, second) -> first));
    }

    private static PartEnd end(End end) {
        boolean succeeded = End.DONE.equals(end.status());
        boolean hasValue = succeeded && end.value() != null && !end.value().isNull();
        return new PartEnd(
                end.part(),
                end.attempt(),
                succeeded,
                hasValue ? end.value().toString() : null,
                succeeded ? null : Optional.ofNullable(end.reason()).orElse("failed without a reason"),
                end.exitCode(),
                // Microseconds are enough, and take less room.
                Math.round(end.seconds() * 1e6) / 1e6);
    }

    void addBeat(String bundle) {
        beaten.add(bundle);
    }

    void addClaim(String bundle) {
        claimed.add(bundle);
    }

    /** Changes the block with one write, or with none if nothing changes, and finds the answers. */
    void make(PartitionStore store, ExecutionKey key) {
        try {
            store.changeBlock(key, number, this::applied);
        } catch (NoSuchBlockException e) {
            // A job has no such block, so nobody was ever sent a bundle of it.
            reported.keySet().forEach(report -> reports.put(report, refused(report, "there is no such bundle")));
            beaten.forEach(bundle -> beats.put(bundle, false));
            claimed.forEach(bundle -> claims.put(bundle, answer(bundle, new Claim.Gone())));
        }
    }

    /** May be called again with a newer block; the answers of the last call count. */
    private PartBlock applied(PartBlock before) {
        PartBlock block = before;
        for (Map.Entry<Report, List<PartEnd>> report : reported.entrySet()) {
            block = block.ended(seq(report.getKey().bundle()), worker, report.getValue(), attempts);
            block = block.returned(seq(report.getKey().bundle()), worker, returned(report.getKey()));
            reports.put(report.getKey(), answer(report.getKey(), report.getValue(), block));
        }
        mayGoOn = block != before;
        for (String bundle : beaten) {
            block = block.beat(seq(bundle), worker, now, settings.lease());
            beats.put(bundle, block.isHeldBy(seq(bundle), worker));
        }
        for (String bundle : claimed) {
            if (block.bundle(seq(bundle)).filter(named -> named.launch() != 0).isPresent()) {
                // It is for the tasks of its launch, which do not name it.
                claims.put(bundle, answer(bundle, new Claim.Gone()));
            } else {
                Claimed answered = block.claim(seq(bundle), worker, now, settings.lease(), settings.mostLosses());
                block = answered.block();
                claims.put(bundle, answer(bundle, answered.answer()));
            }
        }
        return block;
    }

    private static ReportAnswer answer(Report report, List<PartEnd> ends, PartBlock after) {
        return ends.stream()
                .filter(end -> !after.hasTaken(end))
                .findFirst()
                .map(end -> refused(
                        report, "part " + end.part() + ": try " + end.attempt() + " is not under way with this worker"))
                .orElseGet(() -> new ReportAnswer(report.bundle(), true, null));
    }

    private static ReportAnswer refused(Report report, String reason) {
        return new ReportAnswer(report.bundle(), false, reason);
    }

    private ClaimAnswer answer(String bundle, Claim claim) {
        if (claim instanceof Claim.Granted granted) {
            return new ClaimAnswer(
                    bundle,
                    true,
                    // A lease that is claimed again is shorter by what is over of it.
                    Duration.between(now, granted.until()).toSeconds(),
                    new TreeMap<>(granted.tries())
                            .entrySet().stream()
                                    .map(part -> new Try(part.getKey(), part.getValue()))
                                    .toList(),
                    null,
                    null);
        }
        if (claim instanceof Claim.Held held) {
            long wait = Math.max(
                    1, Duration.between(now, held.until()).plusMillis(999).toSeconds());
            return new ClaimAnswer(bundle, false, null, null, ClaimAnswer.HELD, wait);
        }
        return new ClaimAnswer(bundle, false, null, null, ClaimAnswer.GONE, null);
    }

    /** Gives the answer to each report. */
    Map<Report, ReportAnswer> reports() {
        return reports;
    }

    /** Tells for each bundle of a beat whether the worker has it. */
    Map<String, Boolean> beats() {
        return beats;
    }

    /** Gives the answer to each claim, by its bundle. */
    Map<String, ClaimAnswer> claims() {
        return claims;
    }

    /** Tells whether reports have changed the block. */
    boolean mayGoOn() {
        return mayGoOn;
    }
}
