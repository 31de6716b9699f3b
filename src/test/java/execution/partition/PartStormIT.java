package execution.partition;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.ExecutionKey;
import execution.model.Lane;
import execution.parts.PartBlock;
import execution.parts.PartCounts;
import execution.parts.PartEnd;
import execution.parts.PartitionJob;
import execution.store.SlotRecounts;
import execution.store.parts.PartitionStore;
import execution.store.parts.PartsFixture;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import shared.part.ExchangeAnswer.ClaimAnswer;
import shared.part.ExchangeAnswer.Try;
import shared.part.ExchangeRequest.End;
import shared.part.ExchangeRequest.Report;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Two instances whose clocks differ by two minutes, 25 workers and 40 blocks. Answers of the table are lost, workers
 * are lost, messages come twice, reports come twice, in pieces and late, and one worker lies.
 */
class PartStormIT {

    private static final int BLOCKS = 40;
    private static final int PARTS = BLOCKS * PartBlock.SIZE - 7;
    private static final int WORKERS = 25;
    private static final int LIES = 400;
    private static final int SLOTS = 300;
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Duration SKEW = Duration.ofMinutes(2);

    /** Leases end early by the clock that is ahead, so workers are lost often. */
    private static final int MOST_LOSSES = 1_000;

    private final PartsFixture one = PartsFixture.withSlots(SLOTS);
    private final PartsFixture other = PartsFixture.withSlots(SLOTS);
    private final Clock clock = new FastClock();
    private final Clock ahead = Clock.offset(clock, SKEW);

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();

    /** The worker of each try that was granted. */
    private final Map<Try, String> granted = new ConcurrentHashMap<>();

    /** A clock by which a lease takes some tenths of a second. */
    private static final class FastClock extends Clock {
        private final Instant begin = Instant.now();

        @Override
        public Instant instant() {
            return begin.plus(Duration.between(begin, Instant.now()).multipliedBy(200));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    /** What the worker of a try reports. */
    private static End end(Try attempt) {
        return attempt.part() % 10 == 3 && attempt.attempt() % 2 == 1
                ? Exchanges.failed(attempt.part(), attempt.attempt())
                : Exchanges.done(
                        attempt.part(), attempt.attempt(), "x".repeat(attempt.part() % 60) + attempt.attempt());
    }

    @Test
    void shouldCountEachTryOnceWhateverGoesWrong() throws Exception {
        PartitionJob job = one.job(PARTS);
        ExecutionKey key = job.key();
        List<Exchanges> instances = List.of(
                new Exchanges(one, key, clock, LEASE, MOST_LOSSES),
                new Exchanges(other, key, ahead, LEASE, MOST_LOSSES));
        ExecutorService threads = Executors.newFixedThreadPool(WORKERS + 3);
        List<Future<Void>> all = new ArrayList<>();
        try {
            for (int i = 0; i < WORKERS; i++) {
                all.add(threads.submit(ending(worker("worker-" + i, new Random(i), instances))));
            }
            all.add(threads.submit(ending(liar(new Random(99), instances))));
            all.add(threads.submit(ending(leader(other, key, ahead, new Random(7)))));
            all.add(threads.submit(ending(leader(one, key, clock, new Random(8)))));
            for (Future<Void> thread : all) {
                thread.get(2, TimeUnit.MINUTES);
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }

        check(key);
        giveSlotsBack(key);
    }

    /** Work that ends all the rest when it fails. */
    private Callable<Void> ending(Callable<Void> work) {
        return () -> {
            try {
                return work.call();
            } catch (Exception | AssertionError e) {
                over.set(true);
                throw e;
            }
        };
    }

    private void check(ExecutionKey key) {
        PartCounts counts = PartCounts.NONE;
        for (PartBlock block : one.store().blocks(key, 0, BLOCKS)) {
            counts = counts.plus(block.counts());
            assertThat(block.bundles()).isEmpty();
            List<PartEnd> ends = other.store().ends(key, block);
            assertThat(ends)
                    .extracting(PartEnd::part)
                    .containsExactlyElementsOf(IntStream.range(block.firstPart(), block.firstPart() + block.size())
                            .boxed()
                            .toList());
            for (PartEnd end : ends) {
                Try last = new Try(end.part(), block.tries(end.part()));
                assertThat(granted).containsKey(last);
                assertThat(end.attempt()).isEqualTo(last.attempt());
                assertThat(end.value())
                        .as("the value that the worker of the try reported")
                        .isEqualTo(end.succeeded() ? end(last).value().toString() : null);
            }
        }
        assertThat(counts.total()).isEqualTo(PARTS);
        assertThat(counts.done() + counts.failed()).isEqualTo(PARTS);
    }

    private void giveSlotsBack(ExecutionKey key) {
        Lane lane = PartsFixture.lane(key);
        PartitionJob job = one.store().job(key).orElseThrow();
        assertThat(one.recounts().recount(lane)).isEqualTo(SlotRecounts.Result.RIGHT);
        assertThat(one.store().dispatch(job, PartsFixture.withSlots(job, 0), lane, List.of()))
                .isTrue();
        assertThat(one.rows().slotsInUse(lane)).isZero();
        assertThat(one.recounts().recount(lane)).isEqualTo(SlotRecounts.Result.RIGHT);
    }

    /** Sends what waits, as long as something is left, and gives back what nobody claims. */
    private Callable<Void> leader(PartsFixture instance, ExecutionKey key, Clock time, Random random) {
        return () -> {
            PartitionStore store = instance.store();
            while (!over.get()) {
                try {
                    PartitionJob job = store.job(key).orElseThrow();
                    List<PartBlock> blocks = store.blocks(key, 0, BLOCKS);
                    if (blocks.stream().allMatch(block -> block.counts().isSettled())) {
                        over.set(true);
                        return null;
                    }
                    send(store, job, blocks, time, random);
                    for (PartBlock block : blocks) {
                        if (!block.bundles().isEmpty() && random.nextInt(8) == 0) {
                            store.changeBlock(
                                    key,
                                    block.number(),
                                    newest ->
                                            newest.givenBack(time.instant().minus(SKEW), time.instant(), MOST_LOSSES));
                        }
                    }
                } catch (SdkException e) {
                    // The next turn finds out what has become of this one.
                }
            }
            return null;
        };
    }

    private void send(PartitionStore store, PartitionJob job, List<PartBlock> blocks, Clock time, Random random) {
        long inFlight =
                blocks.stream().mapToLong(block -> block.counts().inFlight()).sum();
        List<PartBlock> changed = new ArrayList<>();
        List<String> bundles = new ArrayList<>();
        long room = SLOTS - inFlight;
        for (PartBlock block : blocks) {
            List<Integer> waiting = block.waitingParts();
            if (!waiting.isEmpty() && room >= waiting.size() && changed.size() < 20 && random.nextInt(3) > 0) {
                int size = 1 + random.nextInt(waiting.size());
                changed.add(block.sent(waiting.subList(0, size), time.instant()));
                bundles.add(block.number() + "." + block.nextSeq());
                room -= size;
            }
        }
        if (!changed.isEmpty()
                && store.dispatch(job, PartsFixture.withSlots(job, SLOTS), PartsFixture.lane(job.key()), changed)) {
            for (String bundle : bundles) {
                if (random.nextInt(20) > 0) {
                    messages.add(bundle);
                }
                if (random.nextInt(5) == 0) {
                    messages.add(bundle);
                }
            }
        }
    }

    private Callable<Void> worker(String name, Random random, List<Exchanges> instances) {
        return () -> {
            int run = 0;
            while (!over.get()) {
                String bundle = messages.poll(10, TimeUnit.MILLISECONDS);
                if (bundle == null) {
                    continue;
                }
                if (random.nextInt(10) == 0) {
                    loseAnAnswer(random);
                }
                String worker = name + "/" + run;
                Exchanges first = instances.get(random.nextInt(2));
                ClaimAnswer claim = retried(() -> first.claim(worker, bundle));
                if (!claim.granted()) {
                    if (ClaimAnswer.HELD.equals(claim.reason()) && random.nextInt(4) == 0) {
                        messages.add(bundle);
                    }
                    continue;
                }
                claim.parts().forEach(part -> assertThat(granted.putIfAbsent(part, worker))
                        .as("the worker of try %d of part %d", part.attempt(), part.part())
                        .isIn(null, worker));
                if (random.nextInt(12) == 0) {
                    // It is lost with all that it has; its message comes again.
                    run++;
                    messages.add(bundle);
                    continue;
                }
                report(worker, bundle, claim.parts(), random, instances);
            }
            return null;
        };
    }

    private void report(String worker, String bundle, List<Try> parts, Random random, List<Exchanges> instances) {
        int cut = random.nextInt(parts.size() + 1);
        for (List<Try> piece : List.of(parts.subList(0, cut), parts.subList(cut, parts.size()))) {
            Report report =
                    new Report(bundle, piece.stream().map(PartStormIT::end).toList());
            Exchanges instance = instances.get(random.nextInt(2));
            int times = 1 + random.nextInt(2);
            for (int i = 0; i < times; i++) {
                retried(() -> instance.send(Exchanges.report(worker, report)));
            }
            retried(() -> instance.beat(worker, bundle));
        }
    }

    /** Reports ends of everything that it can think of, and tries to claim what it was not sent. */
    private Callable<Void> liar(Random random, List<Exchanges> instances) {
        return () -> {
            for (int lie = 0; lie < LIES; lie++) {
                int block = random.nextInt(BLOCKS + 1);
                List<End> lies = IntStream.range(0, 25)
                        .mapToObj(i -> Exchanges.done(
                                block * PartBlock.SIZE + random.nextInt(30), 1 + random.nextInt(3), "a lie"))
                        .toList();
                Report report = new Report(block + "." + random.nextInt(6), lies);
                retried(() -> instances.get(random.nextInt(2)).send(Exchanges.report("liar", report)));
                retried(() -> instances.get(random.nextInt(2)).beat("liar", report.bundle()));
            }
            return null;
        };
    }

    private void loseAnAnswer(Random random) {
        PartsFixture instance = random.nextBoolean() ? one : other;
        switch (random.nextInt(4)) {
            case 0 -> instance.faults().loseAnswers("updateItem", 1);
            case 1 -> instance.faults().loseRequests("updateItem", 1);
            case 2 -> instance.faults().loseAnswers("transactWriteItems", 1);
            default -> instance.faults().repeat("updateItem");
        }
    }

    private static <T> T retried(Callable<T> call) {
        while (true) {
            try {
                return call.call();
            } catch (SdkException e) {
                // The worker gets 503 and says the same again.
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
