package gateway.lane;

import java.util.List;

/**
 * What the page with the lanes of tenants shows.
 *
 * @param tenant the tenant that was asked for; null for all
 * @param isOfOneTenant whether the visitor sees one tenant alone
 * @param mayChange whether the visitor may change limits
 * @param next the address of the next page; null if there is none
 * @param notice what was done just now; null for nothing
 */
public record LanesPage(
        String tenant, boolean isOfOneTenant, boolean mayChange, List<Row> lanes, String next, String notice) {

    /**
     * One lane.
     *
     * @param executions the address of the tenant's executions
     * @param limit how many slots there are
     * @param isOwn whether the limit was given to the tenant alone
     * @param pending how many executions wait for a slot
     * @param change the address at which the limit is changed
     */
    public record Row(
            String tenant,
            String executions,
            String runner,
            int inUse,
            int limit,
            boolean isOwn,
            String pending,
            String change) {}
}
