package producer.payload;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One run of the producer.
 *
 * @param number what tells it from others
 * @param source the event's field of that name
 * @param host the machine it runs on
 */
public record RunIdentity(long number, String source, String host) {

    /** The name of the header by which the verification knows a record. */
    public static final String MARK_HEADER = "producer.mark";

    /** Begins one. */
    public static RunIdentity begin(String source) {
        return new RunIdentity(ThreadLocalRandom.current().nextLong(), source, hostName());
    }

    /** Gives its name, 16 hexadecimal digits. A record's id is this, a dash and its sequence number, from 0. */
    public String id() {
        return HexFormat.of().toHexDigits(number);
    }

    /** Gives what marks a record so that the verification knows it again whatever it holds. */
    public byte[] mark(long sequence) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(number)
                .putLong(sequence)
                .array();
    }

    private static String hostName() {
        String variable = System.getenv("HOSTNAME");
        if (variable != null && !variable.isBlank()) {
            return variable;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
