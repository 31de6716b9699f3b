package wrapper.work.part;

/** A way to run parts. Several threads run parts at the same time. */
public interface PartRunner extends AutoCloseable {

    /**
     * Runs one try of a part to its end.
     *
     * @param trial ends the try if it takes too long, or is to be stopped
     */
    PartOutcome run(PartTry part, Trial trial) throws InterruptedException;

    /** Ends what is kept for parts to come. */
    @Override
    default void close() {}
}
