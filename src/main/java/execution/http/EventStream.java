package execution.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/**
 * Sends bytes to a client without waiting for it. What the client does not take stays here, so no more may be given
 * before all of that is taken.
 */
public final class EventStream implements WriteListener {

    /** The server copies what it cannot send at once, so it is given a little at a time. */
    private static final int CHUNK = 8 * 1024;

    private static final byte[] NOTHING = {};

    private final AsyncContext async;
    private final Executor threads;
    private final Clock clock;
    private ServletOutputStream out;
    private byte[] waiting = NOTHING;
    private int taken;
    private boolean isFlushed = true;
    private boolean isLast;
    private boolean over;
    private Instant lastTaken;

    /** @param threads write to the client; they must not be those that the server calls */
    public EventStream(AsyncContext async, Executor threads, Clock clock) {
        this.async = async;
        this.threads = threads;
        this.clock = clock;
        this.lastTaken = clock.instant();
    }

    /** Begins to send; the status and the headers of the answer must have been set. */
    public void open() throws IOException {
        ServletOutputStream opened = async.getResponse().getOutputStream();
        synchronized (this) {
            out = opened;
        }
        // Without the lock: the server holds a lock of its own here that it also holds when it calls this object.
        opened.setWriteListener(this);
    }

    /**
     * Sends bytes.
     *
     * @param last whether the answer ends after them
     * @throws IllegalStateException if what was given before is not all taken
     */
    public synchronized void send(byte[] bytes, boolean last) {
        if (over) {
            return;
        }
        if (!isIdle()) {
            throw new IllegalStateException("the bytes before have not been taken");
        }
        waiting = bytes;
        taken = 0;
        isFlushed = false;
        isLast = last;
        write();
    }

    /** Tells whether all that was given is taken. */
    public synchronized boolean isIdle() {
        return taken == waiting.length && isFlushed;
    }

    /** Tells whether the answer has ended, by whomever. */
    public synchronized boolean isOver() {
        return over;
    }

    /** Tells for how long the client has taken nothing. */
    public synchronized Duration idleFor() {
        return Duration.between(lastTaken, clock.instant());
    }

    /** Ends the answer whatever waits. */
    public synchronized void end() {
        if (!over) {
            over = true;
            waiting = NOTHING;
            taken = 0;
            try {
                async.complete();
            } catch (IllegalStateException e) {
                // The server has ended the request meanwhile.
            }
        }
    }

    /** The server has ended the answer. */
    public synchronized void gone() {
        over = true;
        waiting = NOTHING;
        taken = 0;
    }

    @Override
    public void onWritePossible() {
        // Not here: the server holds its own lock, and must not wait for the one of this object.
        threads.execute(this::write);
    }

    @Override
    public void onError(Throwable failure) {
        threads.execute(this::end);
    }

    private synchronized void write() {
        if (over || out == null) {
            return;
        }
        try {
            while (out.isReady()) {
                if (taken < waiting.length) {
                    int some = Math.min(CHUNK, waiting.length - taken);
                    out.write(waiting, taken, some);
                    taken += some;
                    lastTaken = clock.instant();
                } else if (!isFlushed) {
                    out.flush();
                    isFlushed = true;
                } else {
                    if (isLast) {
                        end();
                    }
                    return;
                }
            }
        } catch (IOException | IllegalStateException e) {
            // The client has closed its connection.
            end();
        }
    }
}
