package execution.partition;

import com.fasterxml.jackson.databind.JsonNode;
import execution.model.ExecutionKey;
import execution.model.PartitionPlan;
import execution.parts.PartBlock;
import execution.parts.PartitionJob;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;
import shared.part.FleetJson;

/**
 * Gives the arguments of the parts of blocks. Blocks that follow each other are read together, and those that were read
 * last are remembered, because a part may be sent again.
 */
@Component
class PartArguments {

    /** The most bytes that are read at a time: ten blocks with arguments of the largest size, or many usual ones. */
    private static final long MOST_BYTES = 4L * 1024 * 1024;

    /** How many blocks are remembered. Each takes 400 KB at most, and usually some KB. */
    private static final int MOST_BLOCKS = 64;

    private final PartInputs inputs;
    private final Map<Place, List<byte[]>> known = BoundedMap.forgettingLeastUsed(MOST_BLOCKS);

    PartArguments(PartInputs inputs) {
        this.inputs = inputs;
    }

    private record Place(ExecutionKey key, int block) {}

    /**
     * Where the arguments of a block are.
     *
     * @param from the first byte of the block's first line
     * @param to the first byte that is not of the block
     */
    record Range(PartBlock block, long from, long to) {}

    /**
     * Refuses a line that is no JSON object.
     *
     * @param number the line's number from 1
     */
    static void check(byte[] line, long number) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line));
        } catch (CharacterCodingException e) {
            throw refused(number, "is not UTF-8");
        }
        if (isBlank(line)) {
            throw refused(number, "is empty");
        }
        boolean isObject;
        try {
            isObject = FleetJson.tree(line).isObject();
        } catch (IllegalArgumentException e) {
            isObject = false;
        }
        if (!isObject) {
            throw refused(number, "is no JSON object");
        }
    }

    private static boolean isBlank(byte[] line) {
        for (byte next : line) {
            if (next != ' ' && next != '\t' && next != '\r') {
                return false;
            }
        }
        return true;
    }

    private static InputRefusedException refused(long number, String why) {
        return new InputRefusedException("line %,d of the input object %s".formatted(number, why));
    }

    /**
     * Reads the arguments of blocks.
     *
     * @param ranges the blocks in their order; nothing is read of a plan whose parts are counted
     * @return the lines of each block by its number; empty for a plan whose parts are counted
     * @throws InputRefusedException if the object is gone or has changed
     */
    Map<Integer, List<byte[]>> of(PartitionJob job, PartitionPlan plan, List<Range> ranges) {
        ExecutionKey key = job.key();
        Map<Integer, List<byte[]>> lines = new HashMap<>();
        if (plan.object() == null) {
            return lines;
        }
        List<Range> missing = new ArrayList<>();
        for (Range range : ranges) {
            List<byte[]> remembered = remembered(new Place(key, range.block().number()));
            if (remembered == null) {
                missing.add(range);
            } else {
                lines.put(range.block().number(), remembered);
            }
        }
        for (int next = 0; next < missing.size(); ) {
            int end = together(missing, next);
            read(job, plan, missing.subList(next, end), lines);
            next = end;
        }
        return lines;
    }

    private static int together(List<Range> ranges, int first) {
        int end = first + 1;
        while (end < ranges.size()
                && ranges.get(end).from() == ranges.get(end - 1).to()
                && ranges.get(end).to() - ranges.get(first).from() <= MOST_BYTES) {
            end++;
        }
        return end;
    }

    private void read(PartitionJob job, PartitionPlan plan, List<Range> ranges, Map<Integer, List<byte[]>> into) {
        ExecutionKey key = job.key();
        long from = ranges.get(0).from();
        byte[] bytes;
        try {
            bytes = inputs.read(
                    plan, job.inputTag(), from, ranges.get(ranges.size() - 1).to());
        } catch (IOException e) {
            throw new UncheckedIOException("the input of " + key + " cannot be read now", e);
        }
        for (Range range : ranges) {
            List<byte[]> lines = lines(bytes, (int) (range.from() - from), range);
            into.put(range.block().number(), lines);
            remember(new Place(key, range.block().number()), lines);
        }
    }

    private static List<byte[]> lines(byte[] bytes, int at, Range range) {
        int length = Math.max(0, Math.min(bytes.length - at, (int) (range.to() - range.from())));
        LineReader reader = new LineReader(new ByteArrayInputStream(bytes, Math.min(at, bytes.length), length));
        List<byte[]> lines = new ArrayList<>();
        try {
            for (int line = 0; line < range.block().states().length(); line++) {
                long number = range.block().firstPart() + line + 1L;
                byte[] next = reader.next(number);
                if (next == null) {
                    throw new InputRefusedException("the input object has changed since its lines were counted");
                }
                check(next, number);
                lines.add(next);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    /** Gives the arguments of a part as they go into a message; null if the part has none. */
    static JsonNode json(byte[] line) {
        return line == null ? null : FleetJson.tree(line);
    }

    private List<byte[]> remembered(Place place) {
        synchronized (known) {
            return known.get(place);
        }
    }

    private void remember(Place place, List<byte[]> lines) {
        synchronized (known) {
            known.put(place, lines);
        }
    }
}
