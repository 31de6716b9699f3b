package execution.allocation;

/** What came of one pending execution that was looked at in its lane's turn. */
public enum Outcome {
    /** It has a slot of this lane now. */
    TOOK_SLOT,

    /** It took none: it was put off, has ended, or has already gone on. The slot is for the next one. */
    LEFT_SLOT,

    /** No slot is free any more. */
    LANE_FULL,

    /** The table cannot be reached, or the service is not started; the lane is tried again later. */
    UNAVAILABLE
}
