package gateway.execution;

import java.util.List;

/**
 * The parts of a job in their order.
 *
 * @param path the address of the execution's page
 * @param state the state of all that are shown; null for any
 * @param next the address of the next page; null if there is none
 */
public record PartsPage(String path, String state, List<Row> rows, String next) {

    /** The states that may be asked for. */
    public static final List<String> STATES = List.of("waiting", "sent", "running", "done", "failed", "cancelled");

    /** One part. */
    public record Row(
            String part, String state, String tries, String exitCode, String seconds, String reason, String value) {}
}
