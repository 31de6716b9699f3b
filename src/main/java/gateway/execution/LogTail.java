package gateway.execution;

/**
 * The last lines of a log.
 *
 * @param path the address of the execution's page
 * @param reason why there are no lines; null if there are any
 */
public record LogTail(String path, String lines, String reason) {}
