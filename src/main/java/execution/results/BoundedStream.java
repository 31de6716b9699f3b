package execution.results;

import execution.model.UnusableMessageException;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream from which no more bytes can be read than were allowed. It lies under code that keeps in memory what it
 * reads, so that such code cannot fill the memory.
 */
public final class BoundedStream extends InputStream {

    private final InputStream in;
    private final String refusal;
    private long left;

    /**
     * Makes a stream of the bytes of another one.
     *
     * @param most how many bytes may be read until more are allowed
     * @param refusal what the exception says if the stream has more
     */
    public BoundedStream(InputStream in, long most, String refusal) {
        this.in = in;
        this.left = most;
        this.refusal = refusal;
    }

    /** Allows this number of bytes from here on, whatever was left before. */
    public void allow(long bytes) {
        left = bytes;
    }

    /** Gives how many bytes may be read until more are allowed. */
    public long left() {
        return left;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /**
     * @throws UnusableMessageException if there are more bytes than were allowed
     */
    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        // One byte more than allowed is read, to tell a stream that ends here from one that goes on.
        int read = in.read(buffer, offset, left < length ? (int) left + 1 : length);
        if (read > left) {
            throw new UnusableMessageException(refusal);
        }
        left -= Math.max(read, 0);
        return read;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
