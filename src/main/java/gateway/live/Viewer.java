package gateway.live;

import execution.http.EventStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * One browser that shows a page. It gets the newest state of each part of the page. What a slow one could not take in
 * time is left out, so nothing waits for it in memory but the last it was sent.
 */
final class Viewer {

    private static final byte[] ALIVE = ":\n\n".getBytes(StandardCharsets.UTF_8);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);
    private static final Duration STALLED = Duration.ofSeconds(20);

    private final EventStream stream;
    private final Instant until;
    private long seen;

    /** @param until when the answer ends; the browser then asks again, and is checked again */
    Viewer(EventStream stream, Instant until) {
        this.stream = stream;
        this.until = until;
    }

    boolean isOver() {
        return stream.isOver();
    }

    void end() {
        stream.end();
    }

    /** Sends what changed since the last time. */
    void show(Picture picture, Instant now) {
        if (stream.isOver()) {
            return;
        }
        if (!stream.isIdle()) {
            if (stream.idleFor().compareTo(STALLED) > 0) {
                stream.end();
            }
            return;
        }
        if (!now.isBefore(until)) {
            stream.send(ALIVE, true);
        } else if (seen < picture.version() || picture.isFinal()) {
            byte[] events = picture.since(seen);
            seen = picture.version();
            stream.send(events, picture.isFinal());
        } else if (stream.idleFor().compareTo(KEEP_ALIVE) >= 0) {
            stream.send(ALIVE, false);
        }
    }
}
