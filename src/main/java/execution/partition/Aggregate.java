package execution.partition;

/**
 * What became of the values of a job's parts.
 *
 * @param resultKey the key of the object in the results bucket that holds the aggregate; null if there is none
 * @param result the aggregate as JSON text, if it takes at most {@link #MOST_BYTES}; else null
 */
public record Aggregate(String resultKey, String result) {

    /** The most bytes of an aggregate that is kept with the job and shown in answers. */
    public static final int MOST_BYTES = 4_096;

    /** Nothing was put together. */
    public static final Aggregate NONE = new Aggregate(null, null);
}
