package producer.payload;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/**
 * Writes the time as {@code 2026-01-31T12:00:00.000Z}. The text up to the seconds is kept and made anew once a second.
 */
final class TimestampWriter {
    private static final DateTimeFormatter SECONDS =
            new DateTimeFormatterBuilder().appendInstant(0).toFormatter();

    private long second = Long.MIN_VALUE;
    private byte[] text;

    void write(Scratch to) {
        long millis = System.currentTimeMillis();
        if (millis / 1_000 != second) {
            second = millis / 1_000;
            String whole = SECONDS.format(Instant.ofEpochSecond(second));
            text = (whole.substring(0, whole.length() - 1) + '.').getBytes(StandardCharsets.US_ASCII);
        }
        to.put(text);
        to.putDigits(millis % 1_000, 3);
        to.put((byte) 'Z');
    }
}
