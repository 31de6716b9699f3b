package producer.payload;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.regex.Pattern;

/** Makes texts and numbers that suit the name of a field. Only one thread may use it. */
final class Words {

    /** Makes the texts of one field. */
    interface Text {
        /** Gives the next text in UTF-8. The array must not be changed. */
        byte[] next();
    }

    private static final long RECENT_MILLIS = 86_400_000;
    private static final Pattern TIME =
            Pattern.compile("ts|(.*_)?(time|timestamp|date|at|on)|.*(Time|Timestamp|Date|At)");

    private static final byte[][] FIRST_NAMES =
            words("Ada Alan Barbara Edsger Grace John Katherine Ken Leslie Margaret");
    private static final byte[][] LAST_NAMES =
            words("Allen Dijkstra Hamilton Hopper Johnson Lamport Liskov Lovelace Turing");
    private static final byte[][] CITIES =
            words("Berlin Dublin Lagos Lima London Mumbai Nairobi Osaka Oslo Paris Toronto");
    private static final byte[][] COUNTRIES = words("BR CA DE FR GB IE IN JP KE NG NO PE US");
    private static final byte[][] CURRENCIES = words("CAD EUR GBP INR JPY NOK USD");
    private static final byte[][] STATES = words("active cancelled closed failed new open pending");
    private static final byte[][] ANYTHING =
            words("amber birch cedar delta ember fjord grove harbour iris juniper kestrel lagoon maple north");

    private final SplittableRandom random;

    Words(SplittableRandom random) {
        this.random = random;
    }

    /** Gives a source of texts that suit a field of this name. */
    Text text(String field) {
        String name = field.toLowerCase(Locale.ROOT);
        if (name.contains("email")) {
            return () -> bytes("user%d@example.com".formatted(random.nextInt(100_000)));
        } else if (name.contains("first") && name.contains("name")) {
            return anyOf(FIRST_NAMES);
        } else if (name.contains("name")) {
            return anyOf(LAST_NAMES);
        } else if (name.contains("uuid")) {
            return () -> bytes(new UUID(random.nextLong(), random.nextLong()).toString());
        } else if (name.equals("id") || name.endsWith("_id") || field.endsWith("Id")) {
            return () -> bytes(Long.toHexString(random.nextLong()));
        } else if (name.contains("city")) {
            return anyOf(CITIES);
        } else if (name.contains("country")) {
            return anyOf(COUNTRIES);
        } else if (name.contains("currency")) {
            return anyOf(CURRENCIES);
        } else if (name.contains("status") || name.contains("state")) {
            return anyOf(STATES);
        } else if (name.contains("phone")) {
            return () -> bytes("+44 1632 %06d".formatted(random.nextInt(1_000_000)));
        } else if (name.contains("url") || name.contains("uri")) {
            return () -> bytes("https://example.com/" + random.nextInt(100_000));
        } else if (name.equals("ip") || name.endsWith("_ip") || name.contains("ip_address")) {
            return () -> bytes("192.0.2." + random.nextInt(256));
        } else if (isTime(field)) {
            return () -> bytes(Instant.ofEpochMilli(recentMillis())
                    .truncatedTo(ChronoUnit.MILLIS)
                    .toString());
        }
        return anyOf(ANYTHING);
    }

    /** Gives a whole number of 0 or more that suits a field of this name. */
    long number(String field) {
        String name = field.toLowerCase(Locale.ROOT);
        if (name.equals("age")) {
            return 18 + random.nextInt(73);
        } else if (name.contains("year")) {
            return 1970 + random.nextInt(57);
        } else if (name.contains("percent")) {
            return random.nextInt(101);
        } else if (name.equals("port") || name.endsWith("_port")) {
            return 1_024 + random.nextInt(64_512);
        }
        return random.nextInt(1_000);
    }

    /** Gives a number with at most four decimals that suits a field of this name. */
    double fraction(String field) {
        String name = field.toLowerCase(Locale.ROOT);
        if (name.startsWith("lat")) {
            return random.nextInt(-900_000, 900_001) / 10_000.0;
        } else if (name.startsWith("lon") || name.equals("lng")) {
            return random.nextInt(-1_800_000, 1_800_001) / 10_000.0;
        }
        return random.nextInt(100_000) / 100.0;
    }

    /** Gives a time of the last day, in milliseconds since 1970. */
    long recentMillis() {
        return System.currentTimeMillis() - random.nextLong(RECENT_MILLIS);
    }

    /** Says whether a field of this name holds a point in time. */
    static boolean isTime(String field) {
        return TIME.matcher(field).matches();
    }

    private Text anyOf(byte[][] words) {
        return () -> words[random.nextInt(words.length)];
    }

    private static byte[][] words(String words) {
        return Arrays.stream(words.split(" ")).map(Words::bytes).toArray(byte[][]::new);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
