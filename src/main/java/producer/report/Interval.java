package producer.report;

import java.util.Locale;

/**
 * What happened between two lines of progress.
 *
 * @param elapsedSeconds since the start
 * @param seconds how long it was
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

    /** Tells it in a line; the target is 0 for as fast as can be. */
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
