package execution.store.parts;

import execution.model.ExecutionKey;
import execution.parts.Bundle;
import execution.parts.PartBlock;
import execution.parts.PartEnd;
import execution.store.Attributes;
import execution.store.ExecutionItems;
import execution.store.RowUpdate;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A block as an item, and back. A write costs a unit for each KB, so the item is small: names have a letter or two, and
 * what has a small number for each part is one text with a character for each part.
 *
 * <p>{@code s} states, {@code t} tries, {@code l} losses, {@code b} bundles, {@code h} the workers that hold them,
 * {@code n} number of the next bundle, {@code v} ends of parts, {@code o} offset, {@code d} sum of the durations. What
 * is empty or 0 is left out.
 */
final class BlockItems {

    /** A letter for each part. */
    static final String STATES = "s";

    private static final List<String> OPTIONAL = List.of("t", "l", "b", "h", "n", "v", "o", "d");
    private static final AttributeValue ABSENT = AttributeValue.fromNul(true);

    private BlockItems() {}

    /** Gives the attributes of a block without its key. */
    static Map<String, AttributeValue> attributes(PartBlock block) {
        Map<String, AttributeValue> item = new LinkedHashMap<>();
        item.put(ExecutionItems.VERSION, Attributes.number(block.version()));
        item.put(STATES, Attributes.text(block.states()));
        putNumbers(item, "t", block.tries());
        putNumbers(item, "l", block.losses());
        putBundles(item, block);
        if (block.nextSeq() > 0) {
            item.put("n", Attributes.number(block.nextSeq()));
        }
        if (!block.loose().isEmpty()) {
            item.put(
                    "v",
                    ends(block.loose().values().stream()
                            .sorted(Comparator.comparing(PartEnd::part))
                            .toList()));
        }
        if (block.offset() > 0) {
            item.put("o", Attributes.number(block.offset()));
        }
        if (block.seconds() > 0) {
            item.put(
                    "d",
                    AttributeValue.fromN(BigDecimal.valueOf(block.seconds()).toPlainString()));
        }
        return item;
    }

    /** Gives a new block's whole item. */
    static Map<String, AttributeValue> item(ExecutionKey key, PartBlock block) {
        Map<String, AttributeValue> item = new LinkedHashMap<>(PartKeys.block(key, block.number()));
        item.putAll(attributes(block));
        return item;
    }

    /** Gives what makes any older state of a block this one. What is not known here stays on the item. */
    static RowUpdate update(PartBlock after, long version, String changeId) {
        Map<String, AttributeValue> wanted = attributes(after);
        Map<String, AttributeValue> before = new HashMap<>();
        OPTIONAL.stream().filter(name -> !wanted.containsKey(name)).forEach(name -> before.put(name, ABSENT));
        return RowUpdate.between(before, wanted, version, changeId);
    }

    /** @throws IllegalStateException if the item is none that was written here; the message names its keys */
    static PartBlock block(Map<String, AttributeValue> item) {
        try {
            int number = PartKeys.blockNumber(item.get("SK").s());
            String states = item.get(STATES).s();
            int first = number * PartBlock.SIZE;
            return new PartBlock(
                    number,
                    number(item, ExecutionItems.VERSION),
                    number(item, "o"),
                    states,
                    numbers(item, "t", states.length()),
                    numbers(item, "l", states.length()),
                    bundles(item, first),
                    (int) number(item, "n"),
                    item.containsKey("v")
                            ? ends(item.get("v"), first).stream().collect(Collectors.toMap(PartEnd::part, end -> end))
                            : Map.of(),
                    item.containsKey("d") ? Double.parseDouble(item.get("d").n()) : 0);
        } catch (RuntimeException e) {
            throw new IllegalStateException("unreadable block " + item.get("PK") + " " + item.get("SK"), e);
        }
    }

    private static long number(Map<String, AttributeValue> item, String name) {
        return item.containsKey(name) ? Long.parseLong(item.get(name).n()) : 0;
    }

    /** Each number is the character that is so many places behind the digit 0. */
    private static void putNumbers(Map<String, AttributeValue> item, String name, List<Integer> numbers) {
        if (numbers.stream().anyMatch(number -> number > 0)) {
            item.put(
                    name,
                    Attributes.text(numbers.stream()
                            .map(number -> Character.toString('0' + number))
                            .collect(Collectors.joining())));
        }
    }

    private static List<Integer> numbers(Map<String, AttributeValue> item, String name, int size) {
        return item.containsKey(name)
                ? item.get(name)
                        .s()
                        .chars()
                        .map(character -> character - '0')
                        .boxed()
                        .toList()
                : Collections.nCopies(size, 0);
    }

    /**
     * Each bundle is {@code number:parts:sent}, and {@code :until:worker} if it is claimed. A part is a letter. The
     * number is {@code number@launch} if a launch is for the bundle.
     */
    private static void putBundles(Map<String, AttributeValue> item, PartBlock block) {
        if (block.bundles().isEmpty()) {
            return;
        }
        List<String> holders = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Bundle bundle : block.bundles()) {
            String parts = bundle.parts().stream()
                    .map(part -> Character.toString('a' + part - block.firstPart()))
                    .collect(Collectors.joining());
            String launch = bundle.launch() == 0 ? "" : "@" + Integer.toString(bundle.launch(), Character.MAX_RADIX);
            String text = bundle.seq() + launch + ":" + parts + ":" + time(bundle.sentAt());
            if (bundle.isClaimed()) {
                if (!holders.contains(bundle.holder())) {
                    holders.add(bundle.holder());
                }
                text += ":" + time(bundle.until()) + ":" + holders.indexOf(bundle.holder());
            }
            texts.add(text);
        }
        item.put("b", Attributes.text(String.join(",", texts)));
        if (!holders.isEmpty()) {
            item.put(
                    "h",
                    AttributeValue.fromL(holders.stream().map(Attributes::text).toList()));
        }
    }

    private static List<Bundle> bundles(Map<String, AttributeValue> item, int first) {
        if (!item.containsKey("b")) {
            return List.of();
        }
        return Arrays.stream(item.get("b").s().split(","))
                .map(text -> {
                    String[] fields = text.split(":");
                    boolean claimed = fields.length > 3;
                    String[] number = fields[0].split("@");
                    return new Bundle(
                            Integer.parseInt(number[0]),
                            fields[1]
                                    .chars()
                                    .mapToObj(letter -> first + letter - 'a')
                                    .toList(),
                            time(fields[2]),
                            claimed
                                    ? item.get("h")
                                            .l()
                                            .get(Integer.parseInt(fields[4]))
                                            .s()
                                    : null,
                            claimed ? time(fields[3]) : null,
                            number.length > 1 ? Integer.parseInt(number[1], Character.MAX_RADIX) : 0);
                })
                .toList();
    }

    private static String time(Instant time) {
        return Long.toString(time.toEpochMilli(), Character.MAX_RADIX);
    }

    private static Instant time(String text) {
        return Instant.ofEpochMilli(Long.parseLong(text, Character.MAX_RADIX));
    }

    /** Each end is {@code part|try|succeeded|seconds|exit code|length of the reason|} and the reason and the value. */
    static AttributeValue ends(Collection<PartEnd> ends) {
        return AttributeValue.fromL(
                ends.stream().map(end -> Attributes.text(text(end))).toList());
    }

    static List<PartEnd> ends(AttributeValue ends, int first) {
        return ends.l().stream().map(text -> end(text.s(), first)).toList();
    }

    /** Gives how many bytes the end of a part takes in an item. */
    static int bytes(PartEnd end) {
        return 1 + text(end).getBytes(StandardCharsets.UTF_8).length;
    }

    private static String text(PartEnd end) {
        String reason = end.reason() == null ? "" : end.reason();
        return String.join(
                        "|",
                        Integer.toString(end.part() % PartBlock.SIZE),
                        Integer.toString(end.attempt()),
                        end.succeeded() ? "1" : "0",
                        end.seconds() == 0 ? "" : Double.toString(end.seconds()),
                        end.exitCode() == null ? "" : end.exitCode().toString(),
                        end.reason() == null ? "" : Integer.toString(reason.length()),
                        reason)
                + (end.value() == null ? "" : end.value());
    }

    private static PartEnd end(String text, int first) {
        String[] fields = text.split("\\|", 7);
        int reason = fields[5].isEmpty() ? 0 : Integer.parseInt(fields[5]);
        String value = fields[6].substring(reason);
        return new PartEnd(
                first + Integer.parseInt(fields[0]),
                Integer.parseInt(fields[1]),
                fields[2].equals("1"),
                value.isEmpty() ? null : value,
                fields[5].isEmpty() ? null : fields[6].substring(0, reason),
                fields[4].isEmpty() ? null : Integer.valueOf(fields[4]),
                fields[3].isEmpty() ? 0 : Double.parseDouble(fields[3]));
    }
}
