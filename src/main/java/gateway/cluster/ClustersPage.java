package gateway.cluster;

import java.util.List;

/**
 * What the page with the clusters shows.
 *
 * @param own the cluster that the service launches tasks in
 * @param next the address of the next page; null if there is none
 */
public record ClustersPage(String own, List<Row> clusters, String next) {

    /** One cluster, with the address of its tasks. */
    public record Row(String path, String name, String status, int running, int pending, int services) {}
}
