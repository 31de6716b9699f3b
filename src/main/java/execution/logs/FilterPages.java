package execution.logs;

import execution.runner.LogFilter;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;

/**
 * Reads the events of a log group that have a text in them. The token of a position is a time in milliseconds, a point,
 * and the token of CloudWatch Logs for a page of the events from that time on, which is empty for the first page.
 */
final class FilterPages {

    /** CloudWatch Logs searches a part of the group with each call, and often finds nothing in it. */
    private static final int CALLS = 5;

    private static final Pattern TOKEN = Pattern.compile("([0-9]{1,15})\\.(.*)");

    private final LogCalls calls;

    FilterPages(LogCalls calls) {
        this.calls = calls;
    }

    /** A page of the events from a time on; the token is null for the first one. */
    private record Place(long millis, String token) {

        static Place of(LogFilter log, LogPosition from) {
            if (from.token() == null) {
                boolean isLater = from.since() != null && from.since().isAfter(log.from());
                return new Place((isLater ? from.since() : log.from()).toEpochMilli(), null);
            }
            Matcher parts = TOKEN.matcher(from.token());
            if (!parts.matches()) {
                throw new LogPositionException(new IllegalArgumentException("the position is of another kind of log"));
            }
            // A time before the attempt's may have been made up.
            long millis = Math.max(Long.parseLong(parts.group(1)), log.from().toEpochMilli());
            return new Place(millis, parts.group(2).isEmpty() ? null : parts.group(2));
        }

        Place next(String nextToken) {
            return new Place(millis, nextToken);
        }

        LogPosition position(int skip, Instant since) {
            return new LogPosition(millis + "." + (token == null ? "" : token), skip, since);
        }
    }

    /** Reads forward, see {@link LogReader#read}. */
    Optional<LogPage> read(LogFilter log, LogPosition from, LogReader.Bounds bounds) {
        PageLines page = new PageLines(bounds);
        Place at = Place.of(log, from);
        int skip = from.skip();
        LogPosition last = null;
        for (int call = 0; call < CALLS; call++) {
            Optional<FilterLogEventsResponse> answer = next(log, at, call > 0);
            if (answer.isEmpty()) {
                return call == 0 ? Optional.empty() : Optional.of(page.until(at.position(0, from.since()), false));
            }
            List<FilteredLogEvent> events = answer.get().events();
            for (int i = skip; i < events.size(); i++) {
                if (!page.add(line(events.get(i), at.position(i + 1, from.since())))) {
                    return Optional.of(page.until(at.position(i, from.since()), false));
                }
            }
            last = events.isEmpty() ? last : behind(events, from.since());
            if (answer.get().nextToken() == null) {
                return Optional.of(page.until(last == null ? at.position(skip, from.since()) : last, true));
            }
            at = at.next(answer.get().nextToken());
            skip = 0;
        }
        return Optional.of(page.until(at.position(0, from.since()), false));
    }

    /** Gives the place behind the last events, from which those are found that come later. */
    private static LogPosition behind(List<FilteredLogEvent> events, Instant since) {
        long millis = events.get(events.size() - 1).timestamp();
        long same = events.stream().filter(event -> event.timestamp() == millis).count();
        return new Place(millis, null).position((int) same, since);
    }

    /** Reads the last lines of what some calls find, see {@link LogReader#tail}. */
    Optional<LogPage> tail(LogFilter log, int most, Instant since) {
        Deque<LogLine> last = new ArrayDeque<>();
        LogPosition at = LogPosition.beginning(since);
        for (int turn = 0; turn < CALLS; turn++) {
            Optional<LogPage> page;
            try {
                page = read(log, at, LogReader.Bounds.ofAnswer(LogReader.MOST_LINES));
            } catch (TooManyLogCallsException e) {
                if (turn == 0) {
                    throw e;
                }
                break;
            }
            if (page.isEmpty()) {
                return page;
            }
            at = page.get().next();
            for (LogLine line : page.get().lines()) {
                last.addLast(line);
                if (last.size() > most) {
                    last.removeFirst();
                }
            }
            if (page.get().atEnd()) {
                break;
            }
        }
        PageLines lines = new PageLines(LogReader.Bounds.ofAnswer(most));
        for (LogLine line; (line = last.pollLast()) != null && lines.add(line); ) {
            // Adds the lines from the last on, until the page is full.
        }
        return Optional.of(lines.backwards(at));
    }

    /** Asks for more. If the lines that are there have to do, a refused call only means that the page ends here. */
    private Optional<FilterLogEventsResponse> next(LogFilter log, Place at, boolean isMore) {
        try {
            return calls.filter(FilterLogEventsRequest.builder()
                    .logGroupName(log.group())
                    .filterPattern('"' + log.text() + '"')
                    .startTime(at.millis())
                    .endTime(log.until() == null ? null : log.until().toEpochMilli())
                    .nextToken(at.token())
                    .build());
        } catch (TooManyLogCallsException e) {
            if (isMore) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static LogLine line(FilteredLogEvent event, LogPosition after) {
        return LogLine.of(event.timestamp(), event.message(), after);
    }
}
