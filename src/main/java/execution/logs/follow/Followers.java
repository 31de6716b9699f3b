package execution.logs.follow;

import execution.http.EventStream;
import execution.http.EventStreams;
import execution.logs.LogPosition;
import execution.logs.LogsProperties;
import execution.model.Execution;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * All clients that follow a log. The threads that write to them read the logs as well. The number of clients is
 * bounded, in all and for each tenant.
 */
@Component
public class Followers extends EventStreams {

    /** The id of the last event of a log, after which nothing follows. */
    public static final String END = "end";

    /** A fifth of the calls is left to requests for pages. */
    private static final long MILLIS = 1_250;

    private final FollowedLogs parts;
    private final LogsProperties settings;
    private final Clock clock;
    private final Map<String, Integer> ofTenants = new HashMap<>();
    private int number;

    Followers(FollowedLogs parts, LogsProperties settings, Clock clock) {
        super("follow-logs", clock);
        this.parts = parts;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What is to be followed.
     *
     * @param execution the row as it was read at first
     * @param attempt the number of the attempt; 0 for the first one, which is still to come
     * @param tail how many of the last lines to begin with; 0 to begin at {@code from}
     * @param from where to begin
     */
    public record Wish(Execution execution, int attempt, int tail, LogPosition from) {}

    /**
     * Takes a place for a client.
     *
     * @return gives the place back, and may be called again; empty if there is no place
     */
    public synchronized Optional<Runnable> enter(String tenant) {
        int own = ofTenants.getOrDefault(tenant, 0);
        if (!isRunning() || number >= settings.mostFollowers() || own >= settings.mostFollowersOfTenant()) {
            return Optional.empty();
        }
        number++;
        ofTenants.put(tenant, own + 1);
        AtomicBoolean left = new AtomicBoolean();
        return Optional.of(() -> {
            if (left.compareAndSet(false, true)) {
                leave(tenant);
            }
        });
    }

    private synchronized void leave(String tenant) {
        number--;
        ofTenants.computeIfPresent(tenant, (key, own) -> own == 1 ? null : own - 1);
    }

    /** Gives how many clients there are. */
    public synchronized int number() {
        return number;
    }

    /**
     * Lets a client follow a log, and returns at once.
     *
     * @param async the request, which must have been made asynchronous
     * @param leave gives the client's place back; is called when the request has ended
     * @param wish finds what is to be followed, in a thread that may wait for it
     * @param refuse answers if that failed; it must end the request
     */
    public void follow(AsyncContext async, Runnable leave, Supplier<Wish> wish, Consumer<RuntimeException> refuse) {
        // The last resort: the follower ends by itself before.
        EventStream stream = stream(async, settings.followFor().plusMinutes(2), leave);
        execute(() -> begin(async, stream, wish, refuse));
    }

    private void begin(AsyncContext async, EventStream stream, Supplier<Wish> wish, Consumer<RuntimeException> refuse) {
        FollowedLog log;
        try {
            log = new FollowedLog(parts, wish.get(), clock);
        } catch (RuntimeException e) {
            stream.gone();
            refuse.accept(e);
            return;
        }
        try {
            HttpServletResponse response = (HttpServletResponse) async.getResponse();
            response.setStatus(HttpServletResponse.SC_OK);
            response.setContentType("text/event-stream;charset=UTF-8");
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("X-Accel-Buffering", "no");
            stream.open();
            stream.send(":\n\n".getBytes(StandardCharsets.UTF_8), false);
            turn(new Follower(log, stream, settings, clock));
        } catch (IOException | IllegalStateException e) {
            stream.end();
        }
    }

    private void turn(Follower follower) {
        Duration pause = follower.turn(pause());
        if (pause != null && !schedule(pause, () -> turn(follower))) {
            follower.stream().end();
        }
    }

    /**
     * The more clients there are, the longer each waits, so that all of them together keep to the calls per second.
     */
    private Duration pause() {
        Duration share = Duration.ofMillis(number() * MILLIS / settings.callsPerSecond());
        return share.compareTo(settings.poll()) > 0 ? share : settings.poll();
    }
}
