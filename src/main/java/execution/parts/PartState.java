package execution.parts;

/** The states of a part. A part that is done, failed or cancelled never changes again. */
public enum PartState {
    /** The part waits to be sent, for the first time or again. */
    WAITING('w'),
    /** A message with the part was sent, and no worker has claimed the part yet. */
    SENT('s'),
    RUNNING('r'),
    DONE('d'),
    FAILED('f'),
    CANCELLED('c');

    private final char code;

    PartState(char code) {
        this.code = code;
    }

    /** Gives the letter that stands for the state in a block. */
    public char code() {
        return code;
    }

    /** @throws IllegalArgumentException for a letter that stands for no state */
    public static PartState of(char code) {
        for (PartState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalArgumentException("no state of a part: " + code);
    }

    /** Tells whether the part will never change again. */
    public boolean isTerminal() {
        return this == DONE || this == FAILED || this == CANCELLED;
    }

    /** Tells whether a worker may be running the part, so that the part uses a slot. */
    public boolean isInFlight() {
        return this == SENT || this == RUNNING;
    }
}
