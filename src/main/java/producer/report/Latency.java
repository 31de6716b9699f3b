package producer.report;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * How long acknowledgements took, in milliseconds with three significant digits.
 *
 * @param count how many acknowledgements there were; all other figures are NaN if there was none
 */
record Latency(long count, double p50, double p95, double p99, double max) {
    private static final double MICROS_PER_MILLI = 1_000;

    static Latency of(Histogram micros) {
        if (micros.getTotalCount() == 0) {
            return new Latency(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        return new Latency(
                micros.getTotalCount(),
                micros.getValueAtPercentile(50) / MICROS_PER_MILLI,
                micros.getValueAtPercentile(95) / MICROS_PER_MILLI,
                micros.getValueAtPercentile(99) / MICROS_PER_MILLI,
                micros.getMaxValue() / MICROS_PER_MILLI);
    }

    @Override
    public String toString() {
        return count == 0
                ? "none"
                : String.format(Locale.ROOT, "p50 %.1f p95 %.1f p99 %.1f max %.1f ms", p50, p95, p99, max);
    }
}
