package producer.report;

/**
 * What is due and not sent.
 *
 * @param records how many
 * @param millis since when the first of them is due
 */
public record Lag(long records, long millis) {

    /** Nothing is late. */
    public static final Lag NONE = new Lag(0, 0);
}
