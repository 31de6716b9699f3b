package wrapper.command;

import java.nio.charset.StandardCharsets;

/** Keeps the last bytes of a stream. One thread may write while another one reads. */
final class TailBuffer {
    private final byte[] ring;
    private long written;

    TailBuffer(int capacity) {
        ring = new byte[capacity];
    }

    /** Adds the first {@code length} bytes of a chunk. */
    synchronized void write(byte[] chunk, int length) {
        int kept = Math.min(length, ring.length);
        int from = length - kept;
        int at = (int) ((written + from) % ring.length);
        int first = Math.min(kept, ring.length - at);
        System.arraycopy(chunk, from, ring, at, first);
        System.arraycopy(chunk, from + first, ring, 0, kept - first);
        written += length;
    }

    /** Says how many bytes the stream has had in all. */
    synchronized long written() {
        return written;
    }

    /** Gives the kept bytes, read as UTF-8. A character that is cut at the beginning becomes U+FFFD. */
    synchronized String text() {
        if (written <= ring.length) {
            return new String(ring, 0, (int) written, StandardCharsets.UTF_8);
        }
        int oldest = (int) (written % ring.length);
        byte[] bytes = new byte[ring.length];
        System.arraycopy(ring, oldest, bytes, 0, ring.length - oldest);
        System.arraycopy(ring, 0, bytes, ring.length - oldest, oldest);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
