package execution.partition;

import com.fasterxml.jackson.databind.JsonNode;
import execution.model.ExecutionKey;
import execution.partition.RunningJobs.RunningJob;
import execution.parts.PartBlock;
import execution.parts.PartBlock.Claim;
import execution.parts.PartBlock.Claimed;
import execution.parts.PartitionJob;
import execution.security.LaunchMarks;
import execution.security.LaunchMarks.Marked;
import execution.store.parts.PartitionStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import shared.part.ExchangeAnswer.ClaimAnswer;
import shared.part.ExchangeAnswer.Try;

/**
 * Gives a task of a launch one of the parts of its launch. The task is told what it has to run, because no message has
 * told it. A task that asks again is given the same part again.
 */
@Component
class LaunchClaims {

    private static final Logger LOG = LoggerFactory.getLogger(LaunchClaims.class);

    private final PartitionStore store;
    private final LaunchMarks marks;
    private final PartArguments arguments;
    private final PartCandidates candidates;
    private final PartitionProperties settings;

    LaunchClaims(
            PartitionStore store,
            LaunchMarks marks,
            PartArguments arguments,
            PartCandidates candidates,
            PartitionProperties settings) {
        this.store = store;
        this.marks = marks;
        this.arguments = arguments;
        this.candidates = candidates;
        this.settings = settings;
    }

    /**
     * Claims a part.
     *
     * @param mark what the task shows of its launch; it comes from outside
     * @param worker names the task
     * @param now in whole milliseconds
     */
    ClaimAnswer claim(ExecutionKey key, RunningJob job, String mark, String worker, Instant now) {
        Marked launch = marks.read(job.attemptId(), mark).orElse(null);
        if (launch == null) {
            LOG.warn("The worker {} shows the mark of no launch of {}", worker, key);
            return nothing();
        }
        List<PartBlock> blocks = new ArrayList<>(store.blocks(key, launch.block(), launch.block() + PartLaunch.BLOCKS));
        blocks.removeIf(block -> block.held(launch.launch(), worker).isEmpty()
                && block.free(launch.launch()).isEmpty());
        // What the task has already goes first.
        blocks.sort((one, other) -> Boolean.compare(
                other.held(launch.launch(), worker).isPresent(),
                one.held(launch.launch(), worker).isPresent()));
        for (PartBlock block : blocks) {
            Optional<List<byte[]>> lines;
            try {
                lines = lines(key, job, block);
            } catch (InputRefusedException e) {
                // The job's next turn finds out the same, and says why.
                return nothing();
            }
            Optional<ClaimAnswer> granted = claim(key, launch.launch(), worker, now, block, lines);
            if (granted.isPresent()) {
                return granted.get();
            }
        }
        return nothing();
    }

    private static ClaimAnswer nothing() {
        return new ClaimAnswer(null, false, null, null, ClaimAnswer.GONE, null);
    }

    private Optional<List<byte[]>> lines(ExecutionKey key, RunningJob job, PartBlock block) {
        if (job.plan().object() == null) {
            return Optional.empty();
        }
        PartitionJob whole =
                store.job(key).orElseThrow(() -> new IllegalStateException("the job of " + key + " is gone"));
        Map<Integer, List<byte[]>> read = arguments.of(whole, job.plan(), List.of(candidates.range(whole, block)));
        return Optional.ofNullable(read.get(block.number()));
    }

    private Optional<ClaimAnswer> claim(
            ExecutionKey key, int launch, String worker, Instant now, PartBlock block, Optional<List<byte[]>> lines) {
        AtomicReference<ClaimAnswer> answer = new AtomicReference<>();
        store.changeBlock(key, block.number(), current -> {
            answer.set(null);
            Optional<Integer> seq = current.held(launch, worker).or(() -> current.free(launch));
            if (seq.isEmpty()) {
                return current;
            }
            Claimed claimed = current.claim(seq.get(), worker, now, settings.lease(), settings.mostLosses());
            if (claimed.answer() instanceof Claim.Granted granted) {
                answer.set(granted(block, seq.get(), granted, now, lines));
            }
            return claimed.block();
        });
        return Optional.ofNullable(answer.get());
    }

    private static ClaimAnswer granted(
            PartBlock block, int seq, Claim.Granted granted, Instant now, Optional<List<byte[]>> lines) {
        return new ClaimAnswer(
                block.number() + "." + seq,
                true,
                Duration.between(now, granted.until()).toSeconds(),
                granted.tries().entrySet().stream()
                        .map(part -> new Try(part.getKey(), part.getValue(), arguments(block, part.getKey(), lines)))
                        .toList(),
                null,
                null);
    }

    private static JsonNode arguments(PartBlock block, int part, Optional<List<byte[]>> lines) {
        return lines.map(read -> PartArguments.json(read.get(part - block.firstPart())))
                .orElse(null);
    }
}
