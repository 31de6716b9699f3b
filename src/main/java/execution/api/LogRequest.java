package execution.api;

import execution.logs.LogPosition;
import execution.logs.LogReader;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.springframework.boot.convert.DurationStyle;

/**
 * What a request wants of a log.
 *
 * @param attempt the number of the attempt, from 1; 0 for the last one
 * @param tail how many of the last lines to begin with; 0 to begin at the beginning
 * @param since lines before this time are left out; null if none are
 * @param limit the most lines of one answer
 * @param next where an answer before this one ended; null to begin
 * @param follow whether the answer goes on while the task prints
 */
public record LogRequest(int attempt, int tail, Instant since, int limit, LogPosition next, boolean follow) {

    private static final int DEFAULT_LIMIT = 1_000;
    private static final int MOST_ATTEMPT = 999;
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,5}");
    private static final Pattern DURATION = Pattern.compile("(?i)[0-9]{1,9}[smhd]|P[0-9DTHMS.]{1,30}");
    private static final String SINCE = "must be a time like 2026-01-01T12:00:00Z, or how long ago like 10m or PT10M";

    /**
     * Reads the parameters of a request.
     *
     * @param parameters gives a parameter by its name; null if it is not there
     * @throws ProblemException which names each parameter that is not as openapi.yaml says
     */
    static LogRequest of(Function<String, String> parameters, Clock clock) {
        FieldErrors errors = new FieldErrors();
        LogRequest request = new LogRequest(
                number(parameters, "attempt", MOST_ATTEMPT, 0, errors),
                number(parameters, "tail", LogReader.MOST_LINES, 0, errors),
                since(parameters.apply("since"), clock, errors),
                number(parameters, "limit", LogReader.MOST_LINES, DEFAULT_LIMIT, errors),
                next(parameters.apply("next"), errors),
                follow(parameters.apply("follow"), errors));
        if (parameters.apply("next") != null) {
            for (String other : new String[] {"tail", "since"}) {
                if (parameters.apply(other) != null) {
                    errors.add(other, "must not be together with next, which goes on where the answer before ended");
                }
            }
        }
        errors.refuse();
        return request;
    }

    private static int number(
            Function<String, String> parameters, String name, int most, int otherwise, FieldErrors errors) {
        String text = parameters.apply(name);
        if (text == null) {
            return otherwise;
        }
        if (!NUMBER.matcher(text).matches() || Integer.parseInt(text) > most) {
            errors.add(name, "must be a whole number from 1 to " + most);
            return otherwise;
        }
        return Integer.parseInt(text);
    }

    private static Instant since(String text, Clock clock, FieldErrors errors) {
        if (text == null) {
            return null;
        }
        try {
            Instant since =
                    DURATION.matcher(text).matches() ? clock.instant().minus(duration(text)) : Instant.parse(text);
            if (since.isBefore(Instant.EPOCH) || since.isAfter(clock.instant().plus(Duration.ofDays(1)))) {
                errors.add("since", "must be after 1970 and not in the future");
                return null;
            }
            return Instant.ofEpochMilli(since.toEpochMilli());
        } catch (DateTimeException | IllegalArgumentException | ArithmeticException e) {
            errors.add("since", SINCE);
            return null;
        }
    }

    private static Duration duration(String text) {
        return DurationStyle.detectAndParse(text);
    }

    private static LogPosition next(String text, FieldErrors errors) {
        if (text == null) {
            return null;
        }
        return LogPosition.parse(text).orElseGet(() -> {
            errors.add("next", "is not the cursor of an answer of this log");
            return null;
        });
    }

    private static boolean follow(String text, FieldErrors errors) {
        if (text != null && !"true".equals(text) && !"false".equals(text)) {
            errors.add("follow", "must be true or false");
        }
        return "true".equals(text);
    }
}
