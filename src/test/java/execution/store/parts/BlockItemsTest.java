package execution.store.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.model.ExecutionKey;
import execution.parts.PartBlock;
import execution.parts.PartEnd;
import execution.store.Attributes;
import execution.store.ExecutionItems;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class BlockItemsTest {

    private static final ExecutionKey KEY =
            new ExecutionKey("tenant-1", "00a354e2-d393-4694-bc54-dde7554dfced", "490de6d6113c4deba97856c5b0cbf17c");
    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00.123Z");
    private static final Duration LEASE = Duration.ofMinutes(1);

    private static PartBlock sameAgain(PartBlock block) {
        return BlockItems.block(BlockItems.item(KEY, block));
    }

    /** A block of which everything happened to some part. */
    private static PartBlock eventful() {
        PartBlock block = PartBlock.waiting(39_999, 16_384_000_000L, 25).sent(List.of(999_975, 999_976), NOW);
        block = block.claim(0, "fleet-a/1", NOW, LEASE, 3).block();
        block = block.ended(
                0,
                "fleet-a/1",
                List.of(new PartEnd(999_975, 1, true, "{\"a|b\":[1,2.50,\"é|€\"]}", null, 0, 0.000123)),
                2);
        block = block.claim(0, "fleet-a/2", NOW.plus(LEASE), LEASE, 3).block();
        block = block.ended(0, "fleet-a/2", List.of(new PartEnd(999_976, 2, false, "7", "a|b 3|€", 137, 3.5)), 1);
        block = block.sent(List.of(999_977), NOW).sent(List.of(999_979, 999_980), NOW);
        block = block.claim(2, "fleet-a/2", NOW, LEASE, 3).block();
        return block.nextVersion();
    }

    @Test
    void shouldReadWhatWasWritten() {
        assertThat(sameAgain(eventful())).isEqualTo(eventful());
        PartBlock fresh = PartBlock.waiting(0, 0, 1);
        assertThat(sameAgain(fresh)).isEqualTo(fresh);
    }

    @Test
    void shouldReadManyTries() {
        PartBlock many = new PartBlock(0, 1, 0, "ww", List.of(0, 2_000), List.of(1, 70), List.of(), 0, Map.of(), 0);

        assertThat(sameAgain(many)).isEqualTo(many);
    }

    @Test
    void shouldKeepAnEndWithoutAnythingToTell() {
        PartBlock block = PartBlock.waiting(0, 0, 2).sent(List.of(0, 1), NOW);
        block = block.claim(0, "w", NOW, LEASE, 3)
                .block()
                .ended(
                        0,
                        "w",
                        List.of(
                                new PartEnd(0, 1, true, null, null, null, 0),
                                new PartEnd(1, 1, false, null, "", null, 0)),
                        1);

        assertThat(sameAgain(block)).isEqualTo(block);
    }

    @Test
    void shouldBeSmallWhenNothingHappenedYet() {
        assertThat(bytes(BlockItems.item(KEY, PartBlock.waiting(39_999, 16_384_000_000L, 25))))
                .isLessThan(200);
    }

    /** Two workers is what a block usually sees; names of 64 characters of sixteen workers are the worst. */
    @Test
    void shouldStaySmallWithSixteenBundlesInFlightAndAKilobyteOfValues() {
        PartBlock full = full(2, 36);
        PartBlock worst = full(16, 64);
        Map<String, AttributeValue> item = BlockItems.item(KEY, full);
        item.put(ExecutionItems.CHANGE_ID, Attributes.text("0123456789abcdef0123456789abcdef"));
        int values = full.loose().values().stream().mapToInt(BlockItems::bytes).sum();
        System.out.printf(
                "A block with 16 bundles in flight and %d bytes of values has %d bytes, %d with 16 workers%n",
                values, bytes(item), bytes(BlockItems.item(KEY, worst)));

        assertThat(values).isBetween(900, BlockCommits.MOST_LOOSE);
        assertThat(bytes(item)).isLessThan(2_048);
        assertThat(bytes(BlockItems.item(KEY, worst))).isLessThan(2_500 + 300);
        assertThat(sameAgain(worst)).isEqualTo(worst);
    }

    private static PartBlock full(int workers, int name) {
        PartBlock block = PartBlock.waiting(39_999, 16_384_000_000L, 25);
        List<Integer> parts = block.waitingParts();
        block = block.sent(parts.subList(0, 9), NOW)
                .claim(0, "w", NOW, LEASE, 3)
                .block();
        List<PartEnd> ends = new ArrayList<>();
        for (int part : parts.subList(0, 9)) {
            ends.add(new PartEnd(part, 1, true, "\"" + "x".repeat(90) + "\"", null, 0, 1.234567));
        }
        block = block.ended(0, "w", ends, 2);
        for (int i = 0; i < 16; i++) {
            block = block.sent(List.of(parts.get(9 + i)), NOW);
            String worker = ("%0" + name + "d").formatted(i % workers);
            block = block.claim(i + 1, worker, NOW, LEASE, 3).block();
        }
        return block;
    }

    @Test
    void shouldNameTheItemThatCannotBeRead() {
        Map<String, AttributeValue> item = new HashMap<>(BlockItems.item(KEY, eventful()));
        item.put("b", Attributes.text("nonsense"));

        assertThatThrownBy(() -> BlockItems.block(item))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("BLOCK#039999");
    }

    /** Gives the size of an item as DynamoDB counts it: names and values, and a list's three bytes and one each. */
    static int bytes(Map<String, AttributeValue> item) {
        return item.entrySet().stream()
                .mapToInt(entry -> entry.getKey().length() + bytes(entry.getValue()))
                .sum();
    }

    private static int bytes(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s().getBytes(StandardCharsets.UTF_8).length;
            case N -> value.n().length() / 2 + 2;
            case L ->
                3
                        + value.l().size()
                        + value.l().stream().mapToInt(BlockItemsTest::bytes).sum();
            default -> 1;
        };
    }
}
