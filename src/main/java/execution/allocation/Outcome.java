package execution.allocation;

/** What came of one pending execution that was looked at in its lane's turn. */
public enum Outcome {
    /** The execution has a slot of the lane now. */
    TOOK_SLOT,

    /**
     * The execution took no slot, because it was put off, has ended, or has already gone on. The next one may take it.
     */
    LEFT_SLOT,

    /** No slot is free any more. */
    LANE_FULL,

    /** The table cannot be reached, or the service is not started; the lane is tried again later. */
    UNAVAILABLE
}
