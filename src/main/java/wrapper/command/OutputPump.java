package wrapper.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.function.ObjIntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes on one of the command's streams, byte for byte, and gives each chunk to those who keep copies. */
final class OutputPump {
    private static final Logger LOG = LoggerFactory.getLogger(OutputPump.class);
    // As large as a Linux pipe, so that one read takes all that is waiting.
    private static final int CHUNK = 64 * 1024;

    private final String name;
    private final ReadableByteChannel in;
    private final WritableByteChannel out;
    private final ObjIntConsumer<byte[]> copies;
    private final Thread thread;

    private OutputPump(String name, ReadableByteChannel in, WritableByteChannel out, ObjIntConsumer<byte[]> copies) {
        this.name = name;
        this.in = in;
        this.out = out;
        this.copies = copies;
        this.thread = new Thread(this::run, name);
    }

    /** Starts a thread that passes the stream on. */
    static OutputPump start(
            String name, ReadableByteChannel in, WritableByteChannel out, ObjIntConsumer<byte[]> copies) {
        OutputPump pump = new OutputPump(name, in, out, copies);
        pump.thread.setDaemon(true);
        pump.thread.start();
        return pump;
    }

    /** Waits for the end of the stream, at most the given time, and says whether the stream has ended. */
    boolean await(Duration longest) throws InterruptedException {
        thread.join(Math.max(1, longest.toMillis()));
        return !thread.isAlive();
    }

    private void run() {
        // Outside the heap, so that the system reads and writes it without copying.
        ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
        byte[] chunk = new byte[CHUNK];
        boolean passing = true;
        try {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                buffer.flip().get(0, chunk, 0, length);
                copies.accept(chunk, length);
                passing = passing && pass(buffer);
                buffer.clear();
            }
        } catch (IOException e) {
            LOG.warn("{} of the command cannot be read further: {}", name, e.getMessage());
        }
    }

    private boolean pass(ByteBuffer buffer) {
        try {
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            return true;
        } catch (IOException e) {
            // Reading goes on, because a command whose output nobody reads would hang.
            LOG.warn("{} cannot be passed on any more: {}", name, e.getMessage());
            return false;
        }
    }
}
