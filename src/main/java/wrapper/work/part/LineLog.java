package wrapper.work.part;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wrapper.run.SecretMask;

/**
 * Logs what a process prints, line by line, with secrets hidden. A line is cut after 2,000 bytes, and so is the log
 * after a number of lines, so that no process can flood the log or the memory.
 */
public final class LineLog {
    private static final Logger LOG = LoggerFactory.getLogger("wrapper.work.output");
    private static final int MOST_BYTES = 2_000;

    private final String name;
    private final SecretMask mask;
    private final int mostLines;
    private final byte[] line = new byte[MOST_BYTES];
    private int length;
    private boolean cut;
    private int lines;
    private String last = "";

    /**
     * Makes a log.
     *
     * @param name stands in front of each line
     * @param mostLines how many lines are logged; those that follow are read and dropped
     */
    public LineLog(String name, SecretMask mask, int mostLines) {
        this.name = name;
        this.mask = mask;
        this.mostLines = mostLines;
    }

    /**
     * Reads a channel to its end.
     *
     * @param buffer is used for reading
     */
    public void read(ReadableByteChannel channel, ByteBuffer buffer) {
        try {
            buffer.clear();
            while (channel.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    take(buffer.get());
                }
                buffer.clear();
            }
        } catch (AsynchronousCloseException e) {
            LOG.debug("{}: the output was closed before its end", name);
        } catch (IOException e) {
            LOG.debug("{}: the output cannot be read: {}", name, e.getClass().getSimpleName());
        }
        if (length > 0) {
            end();
        }
    }

    /** Gives the last line that was not blank, with secrets hidden; empty if there was none. */
    public String last() {
        return last;
    }

    private void take(byte next) {
        if (next == '\n') {
            end();
        } else if (length < MOST_BYTES) {
            line[length++] = next;
        } else {
            cut = true;
        }
    }

    private void end() {
        String text =
                mask.masked(new String(line, 0, length, StandardCharsets.UTF_8).stripTrailing()) + (cut ? "…" : "");
        length = 0;
        cut = false;
        if (!text.isBlank()) {
            last = text;
        }
        if (++lines <= mostLines) {
            LOG.info("{}: {}", name, text);
        } else if (lines == mostLines + 1) {
            LOG.info("{}: its further lines are not logged", name);
        }
    }
}
