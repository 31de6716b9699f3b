package wrapper.metric;

import java.time.Instant;

/**
 * One value for CloudWatch.
 *
 * @param name what is measured
 * @param value its value
 * @param unit in what
 * @param dimensions whose it is
 * @param time when it was measured
 */
public record Metric(String name, double value, Unit unit, Dimensions dimensions, Instant time) {

    /** In what a value is. */
    enum Unit {
        NONE,
        SECONDS
    }

    /** Whose a value is. */
    enum Dimensions {
        /** The team's alone. */
        TEAM,
        /** The job's: Team, Group and, if it has a name, Job. */
        JOB
    }
}
