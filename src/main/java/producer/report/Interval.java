package producer.report;

import java.util.Locale;

/**
 * What happened between two lines of progress.
 *
 * @param elapsedSeconds from the start of the run to the end of the interval
 * @param seconds how long the interval was
 * @param sent how many records were handed to the client
 * @param acked how many records the brokers acknowledged
 * @param failed how many records the client gave up
 * @param fromSend how long acknowledgements took after the record was sent
 * @param fromDue how long acknowledgements took after the record was due
 * @param lag how far the load was behind its schedule at the end of the interval
 */
record Interval(
        double elapsedSeconds,
        double seconds,
        long sent,
        long acked,
        long failed,
        Latency fromSend,
        Latency fromDue,
        Lag lag) {

    /**
     * Gives the line of the log.
     *
     * @param target the offered records a second; 0 for as fast as the cluster takes them
     */
    String line(double target) {
        return String.format(
                Locale.ROOT,
                "%.1f s: sent %d acked %d failed %d, %.1f/s%s, ack %s%s%s",
                elapsedSeconds,
                sent,
                acked,
                failed,
                acked / seconds,
                target == 0 ? "" : String.format(Locale.ROOT, " of %s/s", target),
                fromSend,
                target == 0 ? "" : ", since due " + fromDue,
                target == 0 ? "" : ", lag " + lag.records() + " records " + lag.millis() + " ms");
    }
}
