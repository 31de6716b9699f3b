package execution.partition;

import execution.model.PartitionPlan;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads the lines of a stream one by one, each of a bounded length. */
final class LineReader {

    private static final int BUFFER = 65_536;

    private final InputStream stream;
    private final byte[] buffer = new byte[BUFFER];
    private final byte[] line = new byte[PartitionPlan.MOST_PART_BYTES];
    private int at;
    private int end;
    private long position;

    LineReader(InputStream stream) {
        this.stream = stream;
    }

    /** Gives how many bytes were given out as lines, their ends included. */
    long position() {
        return position;
    }

    /**
     * Reads the next line. The last line need not have an end.
     *
     * @param number the line's number, for errors
     * @return the line without its end; null if there is none
     * @throws InputRefusedException if the line is longer than a part's arguments may be
     */
    byte[] next(long number) throws IOException {
        int length = 0;
        long read = 0;
        while (true) {
            if (at == end && !fill()) {
                position += read;
                return read == 0 ? null : Arrays.copyOf(line, length);
            }
            byte next = buffer[at++];
            read++;
            if (next == '\n') {
                position += read;
                return Arrays.copyOf(line, length);
            }
            if (length == line.length) {
                throw new InputRefusedException("line %,d of the input object takes more than %,d bytes"
                        .formatted(number, PartitionPlan.MOST_PART_BYTES));
            }
            line[length++] = next;
        }
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, stream.read(buffer, 0, buffer.length));
        return end > 0;
    }
}
