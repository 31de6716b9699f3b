package execution.parts;

/** How many parts of a job, or of a block, are in which state. */
public record PartCounts(long waiting, long sent, long running, long done, long failed, long cancelled) {

    public static final PartCounts NONE = new PartCounts(0, 0, 0, 0, 0, 0);

    public PartCounts plus(PartCounts other) {
        return new PartCounts(
                waiting + other.waiting,
                sent + other.sent,
                running + other.running,
                done + other.done,
                failed + other.failed,
                cancelled + other.cancelled);
    }

    public long inFlight() {
        return sent + running;
    }

    public long total() {
        return waiting + sent + running + done + failed + cancelled;
    }

    /** Tells whether every part has ended. */
    public boolean isSettled() {
        return waiting == 0 && inFlight() == 0;
    }
}
