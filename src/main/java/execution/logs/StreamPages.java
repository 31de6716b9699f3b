package execution.logs;

import execution.runner.LogStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;

/**
 * Reads a stream of CloudWatch Logs by page. CloudWatch Logs may answer with less than it has, or with nothing although
 * more follows, so a page can take several calls.
 */
final class StreamPages {

    private final LogCalls calls;

    StreamPages(LogCalls calls) {
        this.calls = calls;
    }

    /** Reads forward, see {@link LogReader#read}. */
    Optional<LogPage> read(LogStream stream, LogPosition from, LogReader.Bounds bounds) {
        PageLines page = new PageLines(bounds);
        LogPosition at = from;
        for (int call = 0; call < bounds.calls(); call++) {
            Optional<GetLogEventsResponse> answer = next(stream, at, bounds.lines() - page.size(), call > 0);
            if (answer.isEmpty()) {
                return call == 0 ? Optional.empty() : Optional.of(page.until(at, false));
            }
            String token = answer.get().nextForwardToken();
            List<OutputLogEvent> events = answer.get().events();
            for (int i = at.skip(); i < events.size(); i++) {
                LogPosition after = i + 1 < events.size()
                        ? new LogPosition(at.token(), i + 1, from.since())
                        : new LogPosition(token, 0, from.since());
                if (!page.add(line(events.get(i), after))) {
                    return Optional.of(page.until(new LogPosition(at.token(), i, from.since()), false));
                }
            }
            if (token == null || token.equals(at.token())) {
                return Optional.of(page.until(new LogPosition(at.token(), events.size(), from.since()), true));
            }
            at = new LogPosition(token, 0, from.since());
            if (page.size() == bounds.lines()) {
                break;
            }
        }
        return Optional.of(page.until(at, false));
    }

    /** Asks for more. If the lines that are there have to do, a refused call only means that the page ends here. */
    private Optional<GetLogEventsResponse> next(LogStream stream, LogPosition at, int most, boolean isMore) {
        try {
            return calls.get(
                    stream,
                    GetLogEventsRequest.builder()
                            .startFromHead(true)
                            .startTime(at.since() == null ? null : at.since().toEpochMilli())
                            .nextToken(at.token())
                            .limit(Math.min(LogReader.MOST_LINES, at.skip() + most))
                            .build());
        } catch (TooManyLogCallsException e) {
            if (isMore) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Reads the last lines, see {@link LogReader#tail}. */
    Optional<LogPage> tail(LogStream stream, int most, Instant since) {
        LogReader.Bounds bounds = LogReader.Bounds.ofAnswer(most);
        PageLines page = new PageLines(bounds);
        LogPosition next = null;
        String token = null;
        for (int call = 0; call < bounds.calls(); call++) {
            String from = token;
            Optional<GetLogEventsResponse> answer = calls.get(
                    stream,
                    GetLogEventsRequest.builder()
                            .startFromHead(false)
                            .startTime(since == null ? null : since.toEpochMilli())
                            .nextToken(from)
                            .limit(most - page.size())
                            .build());
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            if (next == null) {
                next = new LogPosition(answer.get().nextForwardToken(), 0, since);
            }
            List<OutputLogEvent> events = answer.get().events();
            for (int i = events.size() - 1; i >= 0; i--) {
                if (!page.add(line(events.get(i), page.isEmpty() ? next : null))) {
                    return Optional.of(page.backwards(next));
                }
            }
            token = answer.get().nextBackwardToken();
            if (page.size() == most || token == null || token.equals(from)) {
                break;
            }
        }
        return Optional.of(page.backwards(next));
    }

    private static LogLine line(OutputLogEvent event, LogPosition after) {
        return LogLine.of(event.timestamp(), event.message(), after);
    }
}
