package execution.logs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The lines of a page while it is read, within its bounds. */
final class PageLines {

    private final List<LogLine> lines = new ArrayList<>();
    private final LogReader.Bounds bounds;
    private int bytes;
    private boolean isFull;

    PageLines(LogReader.Bounds bounds) {
        this.bounds = bounds;
    }

    int size() {
        return lines.size();
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Adds a line; false if the page has no room for it. */
    boolean add(LogLine line) {
        int weight = LogLine.BESIDE + line.text().getBytes(StandardCharsets.UTF_8).length;
        isFull = size() == bounds.lines() || (!isEmpty() && bytes + weight > bounds.bytes());
        if (isFull) {
            return false;
        }
        bytes += weight;
        return lines.add(line);
    }

    /** Gives the page of lines that were added in their order. */
    LogPage until(LogPosition next, boolean atEnd) {
        return new LogPage(List.copyOf(lines), next, isFull || size() == bounds.lines(), atEnd);
    }

    /** Gives the page of lines that were added from the last to the first. */
    LogPage backwards(LogPosition next) {
        Collections.reverse(lines);
        return new LogPage(List.copyOf(lines), next, false, false);
    }
}
