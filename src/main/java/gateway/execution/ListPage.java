package gateway.execution;

import java.util.List;

/**
 * What the page with the list of executions shows.
 *
 * @param filter what was asked for
 * @param isOfOneTenant whether the visitor sees one tenant alone
 * @param statuses what may be asked for
 * @param tenants the tenants that are known
 * @param rows the executions, the newest first
 * @param next the address of the next page; null if there is none
 * @param live the address at which the list is kept up to date; null for pages after the first
 */
public record ListPage(
        ListFilter filter,
        boolean isOfOneTenant,
        List<String> statuses,
        List<String> tenants,
        List<Row> rows,
        String next,
        String live) {

    /**
     * One execution.
     *
     * @param path the address of its page
     */
    public record Row(
            String path,
            String tenant,
            String id,
            String status,
            String job,
            String runner,
            String planItem,
            String created,
            String ended,
            String attempts,
            String reason) {}

    /** Tells whether this status is asked for. */
    public boolean isChosen(String status) {
        return filter.status() != null && filter.status().text().equals(status);
    }
}
