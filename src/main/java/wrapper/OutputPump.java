package wrapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
    private final InputStream in;
    private final OutputStream out;
    private final ObjIntConsumer<byte[]> copies;
    private final Thread thread;

    private OutputPump(String name, InputStream in, OutputStream out, ObjIntConsumer<byte[]> copies) {
        this.name = name;
        this.in = in;
        this.out = out;
        this.copies = copies;
        this.thread = new Thread(this::run, name);
    }

    /** Starts passing on in a thread of its own. */
    static OutputPump start(String name, InputStream in, OutputStream out, ObjIntConsumer<byte[]> copies) {
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
        byte[] chunk = new byte[CHUNK];
        boolean passing = true;
        // Where the pipe is the JDK's it takes this monitor when the command itself ends, and closes our end, although
        // the command's children may still be writing (a shell's `exec > >(tee log)` ends before its tee). Holding it
        // until the stream ends keeps their last words, unless the command has ended already.
        synchronized (in) {
            try {
                for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                    copies.accept(chunk, length);
                    passing = passing && pass(chunk, length);
                }
            } catch (IOException e) {
                LOG.warn("{} of the command cannot be read further: {}", name, e.getMessage());
            }
        }
    }

    private boolean pass(byte[] chunk, int length) {
        try {
            out.write(chunk, 0, length);
            return true;
        } catch (IOException e) {
            // Reading goes on: a command that nobody reads from would hang.
            LOG.warn("{} cannot be passed on any more: {}", name, e.getMessage());
            return false;
        }
    }
}
