package execution.runner;

/**
 * Where CloudWatch Logs has the log of one task.
 *
 * @param group the name of the log group
 * @param name the name of the log stream in the group
 */
public record LogStream(String group, String name) implements LogSource {}
