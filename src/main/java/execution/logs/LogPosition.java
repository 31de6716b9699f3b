package execution.logs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a log: behind the first {@code skip} lines of the page that CloudWatch Logs gives for the token, or in a
 * file behind as many bytes as the token says. Its text is the cursor that callers get. It is not signed, because a
 * position that somebody made up leads to no other log: the log is always that of the request.
 *
 * @param token what CloudWatch Logs gave for the page, or a number of bytes; null for the beginning
 * @param skip how many lines of the page are passed over, up to 10,000; 0 in a file
 * @param since lines before this time are left out; null if none are
 */
public record LogPosition(String token, int skip, Instant since) {

    private static final int MOST_CHARACTERS = 2_048;

    private static final Pattern TEXT =
            Pattern.compile("(|[A-Za-z0-9/+=_.-]{1,1400}),(0|[1-9][0-9]{0,3}|10000),(|[0-9]{1,15})");

    /** The beginning of a log, or of what it has since a time; the time may be null. */
    public static LogPosition beginning(Instant since) {
        return new LogPosition(null, 0, since);
    }

    /** Gives the cursor, of letters, digits, {@code -} and {@code _}. */
    public String text() {
        String content = (token == null ? "" : token) + "," + skip + "," + (since == null ? "" : since.toEpochMilli());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(content.getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads a cursor; empty if it is none. */
    public static Optional<LogPosition> parse(String cursor) {
        if (cursor.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        try {
            Matcher content =
                    TEXT.matcher(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII));
            return content.matches()
                    ? Optional.of(new LogPosition(
                            content.group(1).isEmpty() ? null : content.group(1),
                            Integer.parseInt(content.group(2)),
                            content.group(3).isEmpty() ? null : Instant.ofEpochMilli(Long.parseLong(content.group(3)))))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
