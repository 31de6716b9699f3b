package producer.report;

/**
 * How far the load is behind its schedule.
 *
 * @param records how many records are due and not sent
 * @param millis how long the first of them has been due, in milliseconds
 */
public record Lag(long records, long millis) {

    /** Nothing is late. */
    public static final Lag NONE = new Lag(0, 0);
}
