package execution.partition;

import com.fasterxml.jackson.databind.JsonNode;
import execution.messaging.FleetQueue;
import execution.parts.Bundle;
import execution.parts.PartBlock;
import execution.parts.PartitionJob;
import execution.store.parts.PartitionStore;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import shared.part.FleetJson;
import shared.part.FleetMessage;
import shared.part.PartsMessage;

/** Sends the bundles of a dispatch to the fleet, and gives back at once what the queue did not take. */
@Component
class PartMessages {

    private static final Logger LOG = LoggerFactory.getLogger(PartMessages.class);

    /** What a part takes in a message beside its arguments. */
    static final int BYTES_OF_A_PART = 40;

    private final FleetQueue queue;
    private final PartitionStore store;

    PartMessages(FleetQueue queue, PartitionStore store) {
        this.queue = queue;
        this.store = store;
    }

    /** Gives how many bytes are left in a message for its parts. The rest is the same in each message of the job. */
    long room(PartitionJob job, JobFacts facts) {
        PartsMessage empty = message(job, facts, "999999999.999999999", List.of(new PartsMessage.Part(0, null)));
        return FleetMessage.MOST_BYTES - FleetJson.bytes(empty).length;
    }

    /**
     * Sends the bundles that are new.
     *
     * @param before the blocks as they were before the dispatch
     * @param after the same blocks after the dispatch
     * @param lines the arguments of the parts by the number of their block; empty if the parts have none
     * @return whether the queue took all
     */
    boolean send(
            PartitionJob job,
            JobFacts facts,
            List<PartBlock> before,
            List<PartBlock> after,
            Map<Integer, List<byte[]>> lines) {
        List<String> messages = new ArrayList<>();
        List<Sent> sent = new ArrayList<>();
        for (int place = 0; place < after.size(); place++) {
            PartBlock block = after.get(place);
            Set<Integer> known =
                    before.get(place).bundles().stream().map(Bundle::seq).collect(Collectors.toSet());
            for (Bundle bundle : block.bundles()) {
                if (!known.contains(bundle.seq())) {
                    sent.add(new Sent(block.number(), bundle.seq()));
                    messages.add(FleetJson.text(message(
                            job,
                            facts,
                            block.number() + "." + bundle.seq(),
                            parts(block, bundle, lines.get(block.number())))));
                }
            }
        }
        BitSet failed = queue.send(messages);
        Map<Integer, Set<Integer>> byBlock = new TreeMap<>();
        failed.stream().mapToObj(sent::get).forEach(lost -> byBlock.computeIfAbsent(
                        lost.block(), number -> new TreeSet<>())
                .add(lost.bundle()));
        byBlock.forEach((number, bundles) -> store.changeBlock(job.key(), number, block -> block.withdrawn(bundles)));
        if (!byBlock.isEmpty()) {
            LOG.warn("{} bundles of {} are sent again later", failed.cardinality(), job.key());
        }
        return byBlock.isEmpty();
    }

    private record Sent(int block, int bundle) {}

    private static List<PartsMessage.Part> parts(PartBlock block, Bundle bundle, List<byte[]> lines) {
        return bundle.parts().stream()
                .map(part -> new PartsMessage.Part(part, arguments(block, part, lines)))
                .toList();
    }

    private static JsonNode arguments(PartBlock block, int part, List<byte[]> lines) {
        return lines == null ? null : FleetJson.tree(lines.get(part - block.firstPart()));
    }

    private static PartsMessage message(
            PartitionJob job, JobFacts facts, String bundle, List<PartsMessage.Part> parts) {
        return new PartsMessage(
                facts.task(),
                facts.key().tenantId(),
                facts.key().jitEventId(),
                facts.key().executionId(),
                facts.attempt(),
                bundle,
                parts,
                job.total(),
                facts.environment(),
                facts.command(),
                facts.plan().timeoutSeconds(),
                facts.callbackUrl(),
                facts.token());
    }
}
