package execution.logs;

import java.util.List;

/**
 * Lines of a log that follow each other.
 *
 * @param next where the lines behind these begin
 * @param isFull whether the page ended because no more lines may be in it
 * @param atEnd whether there were no more lines when the page was read
 */
public record LogPage(List<LogLine> lines, LogPosition next, boolean isFull, boolean atEnd) {}
