package wrapper.call;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How long a call may take.
 *
 * @param limit the longest time for all its attempts together
 * @param cancelled says when it must end at once, also in the middle of an attempt
 */
public record Patience(Duration limit, BooleanSupplier cancelled) {}
