package execution.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What the parts of a partitioned job are, and how they run. The plan never changes; what may be changed while the job
 * runs begins with what is said here.
 *
 * @param runner where each part runs: {@code worker} for workers of the fleet, or a runner that runs each part as a
 *     task of its own, such as {@code ecs}; the job itself has the runner {@code partitions}
 * @param count the number of parts where they are counted; null where an object says what the parts are
 * @param object the key of the object with a part's arguments on each line (JSON lines); null where parts are counted
 * @param bucket the bucket of the object: {@code input} or {@code results}; null where parts are counted
 * @param maxInFlight how many parts may run at the same time, beside what the tenant's slots allow
 * @param toleratedFailures how many parts may fail without making the job fail
 * @param toleratedPercent how many parts of a hundred may fail without making the job fail; the larger of the two
 *     limits counts
 * @param failFast whether the first failure that is not tolerated ends the job, and not only after all parts have ended
 * @param attempts how often a part may be tried
 * @param timeoutSeconds how long one try of a part may take
 * @param aggregator what becomes of the values of the parts: {@code list}, {@code sum}, {@code concat}, {@code none} or
 *     {@code route:<name>}
 * @param repairOf the id of the ended execution whose failed parts run again; null if all parts are new
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PartitionPlan(
        String runner,
        Integer count,
        String object,
        String bucket,
        int maxInFlight,
        int toleratedFailures,
        int toleratedPercent,
        boolean failFast,
        int attempts,
        long timeoutSeconds,
        String aggregator,
        String repairOf) {

    /** The runner of each execution that has parts. */
    public static final String RUNNER = "partitions";

    /** The runner of parts that workers of the fleet take. */
    public static final String FLEET = "worker";

    /** The bucket that tenants put objects into. */
    public static final String INPUT = "input";

    /** The bucket in which the service keeps the lists that came with requests. */
    public static final String RESULTS = "results";

    /** What the key of each list begins with that came with a request. */
    public static final String LIST_PREFIX = "partitions/";

    /** What the name of an aggregator begins with that is a route of the operators. */
    public static final String ROUTE = "route:";

    /** The most parts that a job may have. */
    public static final int MOST_PARTS = 1_000_000;

    /** The most bytes of a part's arguments as JSON, and of a part's value. */
    public static final int MOST_PART_BYTES = 16_384;

    /** The most bytes of the object that says what the parts are. */
    public static final long MOST_OBJECT_BYTES = 1L << 30;

    /**
     * Gives the key of a list that came with a request.
     *
     * @param digest is the same for the same list
     */
    public static String listKey(String tenant, String digest) {
        return LIST_PREFIX + tenant + "/" + digest + ".jsonl";
    }

    /** Tells whether each part runs as a task of its own, and not on a worker of the fleet. */
    @JsonIgnore
    public boolean hasTasks() {
        return !FLEET.equals(runner);
    }

    /** Tells whether the parts came with the request as a list. */
    public boolean hasList() {
        return RESULTS.equals(bucket);
    }
}
