package shared.part;

/**
 * A Java function that runs parts within the worker. The class needs a public constructor without parameters. A worker
 * makes one object for each slot of a job and calls it for one part at a time.
 */
@FunctionalInterface
public interface PartFunction {

    /**
     * Runs one try of a part. If it takes longer than it may, its thread is interrupted.
     *
     * @return the part's value: JSON as Jackson writes the object, at most 16 KB; null for none
     * @throws Exception if the try failed; the message becomes the reason that callers read, so it must hold no secret
     */
    Object apply(PartCall call) throws Exception;
}
