package gateway.cluster;

import execution.fleet.WorkerAnswer;
import java.util.List;

/**
 * What the page with the configured workers shows.
 *
 * @param canAsk whether there is a token to ask them with
 */
public record WorkersPage(List<Row> workers, boolean canAsk) {

    /** One worker, with the address of its page. */
    public record Row(String path, String address, WorkerAnswer answer) {}
}
