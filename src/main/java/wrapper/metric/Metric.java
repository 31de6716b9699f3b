package wrapper.metric;

import java.time.Instant;

/**
 * A value of one of the metrics that CloudWatch gets.
 *
 * @param name what is measured
 * @param value its value
 * @param unit the unit of the value
 * @param dimensions which dimensions it has
 * @param time when it was measured
 */
public record Metric(String name, double value, Unit unit, Dimensions dimensions, Instant time) {

    /** The unit of a value. */
    enum Unit {
        NONE,
        SECONDS
    }

    /** The dimensions of a value. */
    enum Dimensions {
        /** Only Team. */
        TEAM,
        /** Team and Group, and Job if the job has a name. */
        JOB
    }
}
