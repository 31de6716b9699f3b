package gateway.lane;

import java.util.List;

/**
 * Why an execution waits.
 *
 * @param path the address of the execution's page
 * @param heading what stands above the reasons
 * @param sentences the reasons, the most telling first; none if the execution does not wait
 */
public record WaitingView(String path, String heading, List<String> sentences) {}
