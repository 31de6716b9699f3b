package wrapper.command;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file with the first bytes of the command's stdout, up to a limit. If it cannot be written, the command goes on. */
final class StdoutCopy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StdoutCopy.class);

    private final OutputStream out;
    private long room;
    private boolean truncated;

    /** Opens the file, which is complete after {@link #close()}. */
    StdoutCopy(Path file, long limit) throws IOException {
        this(new BufferedOutputStream(Files.newOutputStream(file), 64 * 1024), limit);
    }

    private StdoutCopy(OutputStream out, long limit) {
        this.out = out;
        this.room = limit;
    }

    /** Makes a copy that keeps nothing. */
    static StdoutCopy none() {
        return new StdoutCopy(OutputStream.nullOutputStream(), Long.MAX_VALUE);
    }

    /** Adds the first {@code length} bytes of a chunk. */
    synchronized void write(byte[] chunk, int length) {
        if (truncated) {
            return;
        }
        int taken = (int) Math.min(length, room);
        try {
            out.write(chunk, 0, taken);
            room -= taken;
            if (taken < length) {
                truncate("its limit is reached");
            }
        } catch (IOException e) {
            truncate("it cannot be written: " + e.getMessage());
        }
    }

    /** Says whether the file lacks a part of stdout. */
    synchronized boolean truncated() {
        return truncated;
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            truncate("it cannot be written: " + e.getMessage());
        }
    }

    private void truncate(String why) {
        if (!truncated) {
            truncated = true;
            LOG.warn("the copy of stdout kept as result is cut: {}", why);
        }
    }
}
