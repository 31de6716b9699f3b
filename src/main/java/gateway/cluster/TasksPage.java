package gateway.cluster;

import java.util.List;

/**
 * What the page with the tasks of a cluster shows.
 *
 * @param next the address of the next page; null if there is none
 */
public record TasksPage(String cluster, List<Row> tasks, String next) {

    /**
     * One task.
     *
     * @param execution the address that leads to its execution; null if no attempt can have started it
     * @param starter what started it
     * @param worker the address that asks it what it says of itself; null if it can be no worker
     */
    public record Row(
            String id,
            String definition,
            String group,
            String status,
            String created,
            String started,
            String execution,
            String starter,
            String address,
            String worker) {}
}
