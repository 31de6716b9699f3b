package execution.runner;

import java.time.Instant;

/**
 * Those events of a log group of CloudWatch Logs that have a text in them, whichever stream they are in.
 *
 * @param group the name of the log group
 * @param text of letters, digits and {@code -}
 * @param from when the first of the events can have been
 * @param until when the last of the events can have been; null if events can still come
 */
public record LogFilter(String group, String text, Instant from, Instant until) implements LogSource {}
