package wrapper.call;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How long a call may take, and when it must end earlier.
 *
 * @param time the longest time for all attempts of the call together
 * @param cancelled says whether the call must end at once, even in the middle of an attempt
 */
public record CallLimit(Duration time, BooleanSupplier cancelled) {}
