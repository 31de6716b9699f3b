package gateway.live;

import execution.http.EventStream;
import execution.http.EventStreams;
import gateway.GatewayProperties;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * All pages that are being looked at. The threads that write to the browsers look at what there is to see as well, once
 * for all who see the same.
 */
@Component
public class Watches extends EventStreams {

    /** After so long a browser has to ask again, so that whoever may not see the page any more does not see it. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final GatewayProperties settings;
    private final Clock clock;
    private final Map<String, Watch> watches = new HashMap<>();
    private int viewers;

    Watches(GatewayProperties settings, Clock clock) {
        super("pages", clock);
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Keeps a page up to date for the browser that makes the request, and returns at once.
     *
     * @param key names what is seen; all who look at the same share one view
     * @param view makes the view if nobody looks at the same already
     * @throws ResponseStatusException with 429 if as many look as may
     */
    public void follow(HttpServletRequest request, HttpServletResponse response, String key, Supplier<View> view) {
        enter(response);
        AtomicBoolean left = new AtomicBoolean();
        Runnable leave = () -> {
            if (left.compareAndSet(false, true)) {
                leave();
            }
        };
        try {
            AsyncContext async = request.startAsync(request, response);
            // The last resort: the answer ends by itself before.
            EventStream stream = stream(async, LONGEST.plusMinutes(1), leave);
            response.setContentType("text/event-stream;charset=UTF-8");
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("X-Accel-Buffering", "no");
            stream.open();
            Viewer viewer = new Viewer(stream, clock.instant().plus(LONGEST));
            execute(() -> add(key, view, viewer));
        } catch (IOException | RuntimeException e) {
            leave.run();
            throw new IllegalStateException("a page cannot be kept up to date", e);
        }
    }

    private synchronized void enter(HttpServletResponse response) {
        if (!isRunning() || viewers >= settings.mostViewers()) {
            response.setHeader("Retry-After", "10");
            throw new ResponseStatusException(
                    HttpStatus.TOO_MANY_REQUESTS, "As many pages are kept up to date as may be at once.");
        }
        viewers++;
    }

    private synchronized void leave() {
        viewers--;
    }

    /** Gives how many browsers look on. */
    public synchronized int viewers() {
        return viewers;
    }

    private void add(String key, Supplier<View> view, Viewer viewer) {
        Watch made = null;
        synchronized (this) {
            Watch watch = watches.get(key);
            if (watch == null) {
                made = new Watch(view.get(), clock);
                watch = made;
                watches.put(key, watch);
            }
            watch.add(viewer);
        }
        if (made != null) {
            turn(key, made);
        }
    }

    private void turn(String key, Watch watch) {
        Duration pause = watch.turn();
        synchronized (this) {
            if (watch.isOver()) {
                watches.remove(key);
                return;
            }
        }
        if (!schedule(pause, () -> turn(key, watch))) {
            watch.end();
        }
    }
}
