package execution.model;

import java.time.Instant;

/**
 * The attempt that is under way, or the last one there was. A value that is null or 0 is not known yet.
 *
 * @param number 0 until the execution is allocated, then from 1
 * @param refusals how many of the attempts so far the platform refused to launch
 * @param spotLosses how many of them ended because the platform took back Spot capacity or had none
 * @param onDemand whether this attempt is launched on demand, although the runner would launch it on Spot capacity. It
 *     never changes within an attempt, because the request of its launch depends on it
 * @param startedAt the runner was not called for this attempt before this moment
 * @param launcher the instance that launches this attempt; another one has to take it over on the row before it may
 * @param notBefore an attempt that is put off: it is not launched, and its runner is provably not called, before this
 *     moment and before {@link Execution#takenOver} is stored. Of a pending execution: it is not prepared before. Else
 *     null
 * @param container the container whose exit code is the job's; null while there is no attempt
 */
public record Attempt(
        int number,
        int refusals,
        int spotLosses,
        boolean onDemand,
        Instant startedAt,
        String launcher,
        Instant notBefore,
        String container) {

    /** There was no attempt yet. */
    static final Attempt NONE = new Attempt(0, 0, 0, false, null, null, null, null);

    /** The first attempt, which starts now. */
    Attempt first(String container, String by, Instant now) {
        return new Attempt(1, refusals, spotLosses, onDemand, now, by, null, container);
    }

    /** The attempt after this one. */
    Attempt next(ReasonClass why, NextStart start, Instant now) {
        return new Attempt(
                number + 1,
                start.refused() ? refusals + 1 : refusals,
                why == ReasonClass.SPOT ? spotLosses + 1 : spotLosses,
                start.onDemand(),
                now,
                start.launcher(),
                start.notBefore(),
                container);
    }

    /** The same attempt, put off until a time; null where it is put off no longer. */
    Attempt withNotBefore(Instant until) {
        return new Attempt(number, refusals, spotLosses, onDemand, startedAt, launcher, until, container);
    }

    /** The same attempt in the hands of an instance. An attempt that was put off starts now. */
    Attempt takenOver(String by, Instant now) {
        return new Attempt(
                number, refusals, spotLosses, onDemand, notBefore == null ? startedAt : now, by, null, container);
    }
}
