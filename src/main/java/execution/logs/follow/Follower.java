package execution.logs.follow;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import execution.http.EventStream;
import execution.logs.LogLine;
import execution.logs.LogPositionException;
import execution.logs.LogsProperties;
import execution.logs.TooManyLogCallsException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.failure.Backoff;

/** One client that follows a log: reads on when the client has taken what was read before. */
final class Follower {

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    /** After how long a log is read that was not because there were too many calls. */
    private static final Duration SOON = Duration.ofMillis(200);

    private final FollowedLog log;
    private final EventStream stream;
    private final LogsProperties settings;
    private final Clock clock;
    private final Instant until;
    private int failures;

    Follower(FollowedLog log, EventStream stream, LogsProperties settings, Clock clock) {
        this.log = log;
        this.stream = stream;
        this.settings = settings;
        this.clock = clock;
        this.until = clock.instant().plus(settings.followFor());
    }

    EventStream stream() {
        return stream;
    }

    /**
     * Reads on and sends what there is.
     *
     * @param pause how long to wait before the next turn if the log has nothing
     * @return how long to wait before the next turn; null if there is none
     */
    Duration turn(Duration pause) {
        if (stream.isOver()) {
            return null;
        }
        if (!stream.isIdle()) {
            if (stream.idleFor().compareTo(settings.stalledFor()) > 0) {
                stream.end();
                return null;
            }
            return settings.poll();
        }
        if (!clock.instant().isBefore(until)) {
            stream.send(bytes(": the time is over, go on with a new request\n\n"), true);
            return null;
        }
        try {
            FollowedLog.Step step = log.next();
            failures = 0;
            return tell(step, pause);
        } catch (TooManyLogCallsException e) {
            keepAlive();
            return SOON;
        } catch (LogPositionException e) {
            stream.send(
                    bytes("event: problem\ndata: {\"detail\":\"Last-Event-ID is too old or of another log\"}\n\n"),
                    true);
            return null;
        } catch (RuntimeException e) {
            failures++;
            if (failures == 1) {
                LOG.warn("A log that is followed cannot be read, it is tried again", e);
            }
            keepAlive();
            return PAUSES.after(failures);
        }
    }

    private Duration tell(FollowedLog.Step step, Duration pause) {
        StringBuilder events = new StringBuilder();
        for (LogLine line : step.lines()) {
            if (line.after() != null) {
                events.append("id: ").append(line.after().text()).append('\n');
            }
            // JSON has no line ends of its own, so one line of data holds a text of several lines.
            events.append("data: ").append(line.json()).append("\n\n");
        }
        if (step.isEnd()) {
            events.append("id: ")
                    .append(Followers.END)
                    .append("\nevent: end\ndata: ")
                    .append(JsonNodeFactory.instance
                            .objectNode()
                            .put("attempt", log.attempt())
                            .put("status", log.execution().status().text()))
                    .append("\n\n");
        }
        if (!events.isEmpty()) {
            stream.send(bytes(events.toString()), step.isEnd());
        } else {
            keepAlive();
        }
        return step.isEnd() ? null : step.isMore() ? Duration.ZERO : pause;
    }

    /** Sends a comment if nothing was sent for a while. It fails if the client has gone. */
    private void keepAlive() {
        if (stream.idleFor().compareTo(settings.keepAlive()) >= 0) {
            stream.send(bytes(":\n\n"), false);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
