package producer.payload;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Tells the records of one run of the producer from those of every other run.
 *
 * @param number a random number, which is the identity
 * @param source the value of the event's field {@code source}
 * @param host the name of the machine that the run is on
 */
public record RunIdentity(long number, String source, String host) {

    /** The name of the header that holds the {@link #mark}, by which the verification recognises a record. */
    public static final String MARK_HEADER = "producer.mark";

    /**
     * Gives a run a new identity.
     *
     * @param source the value of the event's field {@code source}
     */
    public static RunIdentity begin(String source) {
        return new RunIdentity(ThreadLocalRandom.current().nextLong(), source, hostName());
    }

    /**
     * Gives the id of the run: 16 hexadecimal digits. The id of a record is this id, a dash and the record's number.
     */
    public String id() {
        return HexFormat.of().toHexDigits(number);
    }

    /**
     * Gives the mark of one record, by which the verification recognises the record whatever its key and value are.
     *
     * @param sequence the number of the record, from 0
     * @return 16 bytes: the number of the run and the number of the record
     */
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
