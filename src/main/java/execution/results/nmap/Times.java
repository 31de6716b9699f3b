package execution.results.nmap;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Reads and writes times. Each host has some, and the formatters of the JDK take a microsecond for one, so the usual
 * forms are read and written here.
 */
final class Times {

    /** The end of the year 9999, in seconds since 1970. */
    private static final long END_OF_FOUR_DIGITS = 253_402_300_800L;

    private static final String FORM = "0000-00-00T00:00:00";

    private Times() {}

    /**
     * Gives the time of a text such as {@code 2026-03-01T00:00:00}. Nmap writes such times in UTC and without a zone.
     *
     * @param time may be null
     * @return null if the text is no time
     */
    static Instant ofText(String time) {
        try {
            return time == null
                    ? null
                    : (isUsual(time) ? usual(time) : LocalDateTime.parse(time)).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static boolean isUsual(String time) {
        if (time.length() != FORM.length()) {
            return false;
        }
        for (int i = 0; i < time.length(); i++) {
            char character = time.charAt(i);
            char form = FORM.charAt(i);
            if (form == '0' ? character < '0' || character > '9' : character != form) {
                return false;
            }
        }
        return true;
    }

    private static LocalDateTime usual(String time) {
        return LocalDateTime.of(
                100 * twoDigits(time, 0) + twoDigits(time, 2),
                twoDigits(time, 5),
                twoDigits(time, 8),
                twoDigits(time, 11),
                twoDigits(time, 14),
                twoDigits(time, 17));
    }

    private static int twoDigits(String time, int at) {
        return 10 * (time.charAt(at) - '0') + time.charAt(at + 1) - '0';
    }

    /** Gives the text of a time as {@link Instant#toString} does. */
    static String text(Instant time) {
        long seconds = time.getEpochSecond();
        if (seconds < 0 || seconds >= END_OF_FOUR_DIGITS || time.getNano() != 0) {
            return time.toString();
        }
        LocalDateTime utc = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
        char[] text = (FORM + "Z").toCharArray();
        twoDigits(utc.getYear() / 100, text, 0);
        twoDigits(utc.getYear() % 100, text, 2);
        twoDigits(utc.getMonthValue(), text, 5);
        twoDigits(utc.getDayOfMonth(), text, 8);
        twoDigits(utc.getHour(), text, 11);
        twoDigits(utc.getMinute(), text, 14);
        twoDigits(utc.getSecond(), text, 17);
        return new String(text);
    }

    private static void twoDigits(int number, char[] text, int at) {
        text[at] = (char) ('0' + number / 10);
        text[at + 1] = (char) ('0' + number % 10);
    }
}
