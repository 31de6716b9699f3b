package execution.model;

/**
 * The key of the object with that part of an attempt's launch which its platform does not take: {@code
 * launches/<attempt id>.json} in the results bucket. The attempt's id is made of tenant, event, execution and attempt.
 */
public final class LaunchKey {

    /** What every key begins with; no key of results begins so. */
    public static final String PREFIX = "launches/";

    private LaunchKey() {}

    /** Gives the key of an attempt's object. */
    public static String of(String attemptId) {
        return PREFIX + attemptId + ".json";
    }
}
