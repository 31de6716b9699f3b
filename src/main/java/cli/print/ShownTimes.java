package cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** ShownTimes of the service as people read them. What is no time is shown as it is. */
public final class ShownTimes {
    private static final int TO_THE_SECOND = "2026-01-01T12:00:00".length();
    private static final int DATE = "2026-01-01".length();
    private static final int SECONDS_A_MINUTE = 60;
    private static final int SECONDS_AN_HOUR = 3600;

    private ShownTimes() {}

    /** Gives a time in UTC to the second, such as {@code 2026-01-01 12:00:00Z}; nothing where there is none. */
    public static String shown(JsonNode time) {
        String text = time.asText("");
        return isTime(text) ? text.substring(0, DATE) + " " + clock(time) : text;
    }

    /** Gives the time of day, such as {@code 12:00:00Z}. */
    public static String clock(JsonNode time) {
        String text = time.asText("");
        return isTime(text) ? text.substring(DATE + 1, TO_THE_SECOND) + "Z" : text;
    }

    private static boolean isTime(String text) {
        return text.length() > TO_THE_SECOND && text.charAt(DATE) == 'T' && text.endsWith("Z");
    }

    /** Gives how long it was from one time to another, such as {@code 1m05s}; nothing if one of them is missing. */
    public static String between(JsonNode from, JsonNode to) {
        if (!from.isTextual() || !to.isTextual()) {
            return "";
        }
        try {
            return took(Duration.between(Instant.parse(from.asText()), Instant.parse(to.asText())));
        } catch (DateTimeException e) {
            return "";
        }
    }

    static String took(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < SECONDS_A_MINUTE) {
            return seconds + "s";
        }
        return seconds < SECONDS_AN_HOUR
                ? String.format("%dm%02ds", seconds / SECONDS_A_MINUTE, seconds % SECONDS_A_MINUTE)
                : String.format("%dh%02dm", seconds / SECONDS_AN_HOUR, seconds % SECONDS_AN_HOUR / SECONDS_A_MINUTE);
    }
}
