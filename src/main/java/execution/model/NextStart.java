package execution.model;

import java.time.Instant;

/**
 * How the next attempt of an execution begins.
 *
 * @param refused whether the platform is to blame for the end of the attempt before; such an attempt does not count as
 *     one of those that the job allows
 * @param onDemand whether the attempt is launched on demand instead of on Spot capacity
 * @param launcher the instance that is going to launch the attempt
 * @param notBefore the time until which the launch is put off; null if the attempt is launched at once
 */
public record NextStart(boolean refused, boolean onDemand, String launcher, Instant notBefore) {}
