package execution.results;

import execution.results.parser.ResultsFile;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * A file of any size that is made while it is read, so that it takes no memory.
 *
 * @param head what the file begins with
 * @param times how many parts follow
 * @param part gives each part by its number, from 0; none is empty
 * @param tail what the file ends with
 */
public record GeneratedFile(String head, int times, IntFunction<byte[]> part, String tail) implements ResultsFile {

    @Override
    public String name() {
        return "generated";
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of();
    }

    @Override
    public InputStream open() {
        return new Parts();
    }

    private final class Parts extends InputStream {

        private byte[] current = head.getBytes(StandardCharsets.UTF_8);
        private int position;
        private int next;

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            int filled = 0;
            while (filled < length && hasMore()) {
                int count = Math.min(length - filled, current.length - position);
                System.arraycopy(current, position, buffer, offset + filled, count);
                position += count;
                filled += count;
            }
            return filled == 0 && length > 0 ? -1 : filled;
        }

        private boolean hasMore() {
            while (position == current.length && next <= times) {
                current = next < times ? part.apply(next) : tail.getBytes(StandardCharsets.UTF_8);
                next++;
                position = 0;
            }
            return position < current.length;
        }
    }
}
