package wrapper.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.function.ObjIntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes one of the command's streams on, byte for byte as it comes, and shows each chunk to who keeps copies. */
final class OutputPump {
    private static final Logger LOG = LoggerFactory.getLogger(OutputPump.class);
    // The size of a Linux pipe: all that can be waiting is taken in one read.
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

    /** Starts passing on in a thread of its own. */
    static OutputPump start(
            String name, ReadableByteChannel in, WritableByteChannel out, ObjIntConsumer<byte[]> copies) {
        OutputPump pump = new OutputPump(name, in, out, copies);
        pump.thread.setDaemon(true);
        pump.thread.start();
        return pump;
    }

    /** Waits for the end of the stream, and says whether it came in time. */
    boolean await(Duration patience) throws InterruptedException {
        thread.join(Math.max(1, patience.toMillis()));
        return !thread.isAlive();
    }

    private void run() {
        // Outside the heap: so the system fills and empties it in place.
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
            // Reading goes on: a command that nobody reads from would hang.
            LOG.warn("{} cannot be passed on any more: {}", name, e.getMessage());
            return false;
        }
    }
}
