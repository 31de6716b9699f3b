package execution.parts;

import static org.assertj.core.api.Assertions.assertThat;

import execution.parts.PartBlock.Claim;
import execution.parts.PartBlock.Claimed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Walks through many changes of a block at random, as workers, leaders and liars make them, and asks after each step
 * whether the block still is what must hold. A seed that fails makes the same walk again.
 */
class PartBlockWalkTest {

    private static final int STEPS = 4_000;
    private static final int BLOCK = 3;
    private static final int ATTEMPTS = 3;
    private static final int MOST_LOSSES = 4;
    private static final Duration LEASE = Duration.ofSeconds(60);

    private Random random;
    private PartBlock block;
    private Instant now;

    /** What is known of each part beside the block: the try that a worker was given, and the end that counts. */
    private final Map<Integer, Integer> granted = new HashMap<>();

    private final Map<Integer, PartEnd> ends = new HashMap<>();
    private final Set<String> runs = new HashSet<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void shouldHoldAfterEachStep(long seed) {
        random = new Random(seed);
        begin();
        int settled = 0;
        for (int step = 0; step < STEPS; step++) {
            PartBlock before = block;
            step();
            check(before);
            if (block.counts().isSettled()) {
                settled++;
                begin();
            }
        }
        assertThat(settled).as("blocks that came to their end").isPositive();
    }

    private void begin() {
        block = PartBlock.waiting(BLOCK, 0, 1 + random.nextInt(PartBlock.SIZE));
        now = Instant.parse("2026-11-29T10:00:00Z");
        granted.clear();
        ends.clear();
        runs.clear();
    }

    private void step() {
        // Instances do not agree on the time.
        Instant seen = now.plusSeconds(random.nextInt(240) - 120);
        now = now.plusSeconds(random.nextInt(10));
        String worker = "worker-" + random.nextInt(3);
        int seq = random.nextInt(block.nextSeq() + 2);
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> send(seen);
            case 4, 5, 6, 7, 8 -> claim(seq, worker, seen);
            case 9, 10 -> block = block.beat(seq, worker, seen, LEASE);
            case 11, 12, 13, 14, 15, 16 -> report(seq, worker);
            case 17, 18 -> block = block.givenBack(seen.minusSeconds(90), seen, MOST_LOSSES);
            default -> {
                if (random.nextInt(60) == 0) {
                    block = block.cancelled();
                }
            }
        }
    }

    private void send(Instant seen) {
        List<Integer> waiting = block.waitingParts();
        if (!waiting.isEmpty()) {
            block = block.sent(waiting.subList(0, 1 + random.nextInt(waiting.size())), seen);
        }
    }

    private void claim(int seq, String worker, Instant seen) {
        Bundle before = block.bundle(seq).orElse(null);
        Claimed claimed = block.claim(seq, worker, seen, LEASE, MOST_LOSSES);
        if (claimed.answer() instanceof Claim.Granted given && claimed.block() != block) {
            given.tries().forEach((part, attempt) -> {
                assertThat(runs.add(part + "/" + attempt)).as("try given once").isTrue();
                granted.put(part, attempt);
            });
        } else if (claimed.answer() instanceof Claim.Granted) {
            assertThat(before.holder()).isEqualTo(worker);
        }
        block = claimed.block();
    }

    /** Half of what is reported is true, and the rest is late, foreign or made up. */
    private void report(int seq, String worker) {
        List<PartEnd> reported = new ArrayList<>();
        boolean lies = random.nextBoolean();
        for (int part = block.firstPart() - 2; part < block.firstPart() + block.size() + 2; part++) {
            int attempt = lies ? random.nextInt(5) : granted.getOrDefault(part, 1);
            if (random.nextBoolean()) {
                reported.add(new PartEnd(
                        part, attempt, random.nextInt(4) > 0, "\"" + random.nextInt(1_000) + "\"", null, 0, 0.125));
            }
        }
        boolean held = block.isHeldBy(seq, worker);
        PartBlock after = block.ended(seq, worker, reported, ATTEMPTS);
        assertThat(held || after == block).as("only the holder's reports count").isTrue();
        assertThat(after.ended(seq, worker, reported, ATTEMPTS))
                .as("the same report twice")
                .isSameAs(after);
        for (int part = block.firstPart(); part < block.firstPart() + block.size(); part++) {
            if (after.state(part) != block.state(part)) {
                assertThat(block.state(part)).isEqualTo(PartState.RUNNING);
                assertThat(block.tries(part)).isEqualTo(granted.get(part));
            }
        }
        block = after;
    }

    private void check(PartBlock before) {
        PartCounts counts = block.counts();
        assertThat(counts.total()).isEqualTo(block.size());
        Set<Integer> inFlight = new HashSet<>();
        for (Bundle bundle : block.bundles()) {
            assertThat(bundle.parts()).isNotEmpty();
            assertThat(bundle.seq()).isLessThan(block.nextSeq());
            for (int part : bundle.parts()) {
                assertThat(inFlight.add(part)).as("part %d in one bundle", part).isTrue();
                assertThat(block.state(part)).isEqualTo(bundle.isClaimed() ? PartState.RUNNING : PartState.SENT);
            }
        }
        assertThat(inFlight).hasSize((int) counts.inFlight());
        assertThat(counts.waiting()).isEqualTo(block.waitingParts().size());
        if (before.size() != block.size()) {
            return;
        }
        for (int part = block.firstPart(); part < block.firstPart() + block.size(); part++) {
            PartState state = block.state(part);
            if (before.state(part).isTerminal()) {
                assertThat(state).as("part %d had ended", part).isEqualTo(before.state(part));
                assertThat(block.tries(part)).isEqualTo(before.tries(part));
                assertThat(block.loose().get(part)).isEqualTo(ends.get(part));
            } else if (state.isTerminal()) {
                ends.put(part, block.loose().get(part));
                assertThat(ends.get(part) == null).isEqualTo(state == PartState.CANCELLED);
            }
            assertThat(block.tries(part)).isBetween(before.tries(part), before.tries(part) + 1);
            assertThat(block.losses(part)).isLessThanOrEqualTo(MOST_LOSSES);
            assertThat(block.tries(part) - block.losses(part)).isLessThanOrEqualTo(ATTEMPTS);
        }
    }
}
