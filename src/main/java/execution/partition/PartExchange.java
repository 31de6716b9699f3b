package execution.partition;

import execution.model.ExecutionKey;
import execution.partition.RunningJobs.RunningJob;
import execution.store.parts.PartitionStore;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import shared.part.ExchangeAnswer;
import shared.part.ExchangeAnswer.BeatAnswer;
import shared.part.ExchangeAnswer.ClaimAnswer;
import shared.part.ExchangeAnswer.ReportAnswer;
import shared.part.ExchangeRequest;
import shared.part.ExchangeRequest.Report;

/**
 * Lets workers claim bundles, report how parts ended, and keep their leases. All that a request says of one block is
 * made with one write, and the blocks of a request are written at the same time. The same request may come again: it
 * changes nothing then, and has the same answer.
 */
@Component
public class PartExchange {

    private static final Logger LOG = LoggerFactory.getLogger(PartExchange.class);

    private final RunningJobs jobs;
    private final PartitionStore store;
    private final LaunchClaims launches;
    private final BlocksAtOnce atOnce;
    private final PartitionProperties settings;
    private final Clock clock;

    PartExchange(
            RunningJobs jobs,
            PartitionStore store,
            LaunchClaims launches,
            BlocksAtOnce atOnce,
            PartitionProperties settings,
            Clock clock) {
        this.jobs = jobs;
        this.store = store;
        this.launches = launches;
        this.atOnce = atOnce;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What a request came to.
     *
     * @param answer is for the worker
     * @param mayGoOn whether parts or bundles have ended, so that more parts may be sent
     */
    public record Exchanged(ExchangeAnswer answer, boolean mayGoOn) {}

    /**
     * Takes a worker's request.
     *
     * @param attempt the attempt of the job that the worker's token names
     * @param request a request that was checked: each bundle is {@code <block>.<number>}
     * @return empty if there is no such execution, or it has no parts
     */
    public Optional<Exchanged> exchange(ExecutionKey key, int attempt, ExchangeRequest request) {
        return jobs.find(key)
                .filter(RunningJob::hasParts)
                .map(job -> job.attempt() == attempt ? exchange(key, job, request) : tooLate(request));
    }

    private Exchanged exchange(ExecutionKey key, RunningJob job, ExchangeRequest request) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Map<Integer, BlockExchange> blocks = new TreeMap<>();
        request.reports().forEach(report -> block(blocks, report.bundle(), request, job, now)
                .add(report));
        request.beats()
                .forEach(bundle -> block(blocks, bundle, request, job, now).addBeat(bundle));
        if (!job.stopping()) {
            request.claims().stream().filter(claim -> claim.bundle() != null).forEach(claim -> block(
                            blocks, claim.bundle(), request, job, now)
                    .addClaim(claim.bundle()));
        }
        Map<String, ClaimAnswer> claims = new HashMap<>();
        Map<String, Boolean> beats = new HashMap<>();
        Map<Report, ReportAnswer> reports = new HashMap<>();
        boolean mayGoOn = false;
        atOnce.run(blocks.values().stream()
                .<Runnable>map(block -> () -> block.make(store, key))
                .toList());
        for (BlockExchange block : blocks.values()) {
            claims.putAll(block.claims());
            beats.putAll(block.beats());
            reports.putAll(block.reports());
            mayGoOn |= block.mayGoOn();
        }
        log(request.worker(), reports.values());
        ExchangeAnswer answer = new ExchangeAnswer(
                request.claims().stream()
                        .map(claim -> claim.launch() != null && !job.stopping()
                                ? launches.claim(key, job, claim.launch(), request.worker(), now)
                                : claims.getOrDefault(claim.bundle(), refused(claim.bundle())))
                        .toList(),
                request.reports().stream().map(reports::get).toList(),
                request.beats().stream()
                        .map(bundle -> new BeatAnswer(bundle, beats.get(bundle) && !job.stopping()))
                        .toList(),
                job.stopping());
        return new Exchanged(answer, mayGoOn);
    }

    /** Says in one line that reports changed nothing, because a worker that lies would fill the log otherwise. */
    private static void log(String worker, Collection<ReportAnswer> answers) {
        List<ReportAnswer> refused =
                answers.stream().filter(report -> !report.accepted()).toList();
        if (!refused.isEmpty()) {
            ReportAnswer first = refused.get(0);
            LOG.info(
                    "Reports of worker {} on {} bundles change nothing; bundle {}: {}",
                    worker,
                    refused.size(),
                    first.bundle(),
                    first.reason());
        }
    }

    private BlockExchange block(
            Map<Integer, BlockExchange> blocks, String bundle, ExchangeRequest request, RunningJob job, Instant now) {
        return blocks.computeIfAbsent(
                BlockExchange.block(bundle),
                number -> new BlockExchange(
                        number, request.worker(), now, settings, job.plan().attempts()));
    }

    private static ClaimAnswer refused(String bundle) {
        return new ClaimAnswer(bundle, false, null, null, ClaimAnswer.STOPPING, null);
    }

    /** The answer to a worker of an attempt that is over. */
    private static Exchanged tooLate(ExchangeRequest request) {
        return new Exchanged(
                new ExchangeAnswer(
                        request.claims().stream()
                                .map(claim -> refused(claim.bundle()))
                                .toList(),
                        request.reports().stream()
                                .map(report -> new ReportAnswer(report.bundle(), false, "the attempt is over"))
                                .toList(),
                        request.beats().stream()
                                .map(bundle -> new BeatAnswer(bundle, false))
                                .toList(),
                        true),
                false);
    }
}
