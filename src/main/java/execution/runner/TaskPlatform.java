package execution.runner;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A platform that runs tasks, as people look at it: what is there, whoever started it. */
public interface TaskPlatform {

    /** How many entries a part of a list has at most. */
    int PART = 25;

    /**
     * A part of a list.
     *
     * @param next what gives the next part; null if there is none
     */
    record Part<T>(List<T> entries, String next) {}

    /** A cluster, and how many of its tasks run, or are to run. */
    record Cluster(String name, String status, int running, int pending, int services) {}

    /**
     * A task.
     *
     * @param definition its task definition, without what all names begin with
     * @param group what it belongs to, such as a service
     * @param starter the id of the attempt, or whatever else started it; null if nobody said
     * @param address its private address; null while it has none
     */
    record Entry(
            String id,
            String definition,
            String group,
            String status,
            Instant createdAt,
            Instant startedAt,
            String starter,
            String address) {}

    /** Gives the cluster that the service launches tasks in. */
    String cluster();

    /**
     * Gives a part of the clusters of the account.
     *
     * @param after the {@link Part#next} of the part before; null for the first
     * @throws BudgetUsedUpException if there were too many calls
     * @throws IllegalArgumentException if there is no such part
     */
    Part<Cluster> clusters(String after);

    /**
     * Gives a part of the tasks of a cluster that run or are to run.
     *
     * @param cluster its name
     * @throws BudgetUsedUpException if there were too many calls
     * @throws IllegalArgumentException if there is no such cluster or part
     */
    Part<Entry> tasks(String cluster, String after);

    /**
     * Gives a task of a cluster.
     *
     * @throws BudgetUsedUpException if there were too many calls
     * @throws IllegalArgumentException if there is no such cluster
     */
    Optional<Entry> task(String cluster, String id);
}
