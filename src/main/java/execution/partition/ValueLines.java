package execution.partition;

import execution.parts.PartEnd;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * A line of JSON for each part of a job, in the order of the parts: the value of a part that is done, and {@code null}
 * for any other part and for a part without a value. So the number of a line, from 0, is the number of its part.
 */
final class ValueLines implements Iterator<String> {

    private static final String NULL = "null";

    private final Iterator<PartEnd> ends;
    private final long total;
    private long part;
    private PartEnd next;

    ValueLines(Iterator<PartEnd> ends, long total) {
        this.ends = ends;
        this.total = total;
        advance();
    }

    private void advance() {
        next = ends.hasNext() ? ends.next() : null;
    }

    @Override
    public boolean hasNext() {
        return part < total;
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        String line = NULL;
        if (next != null && next.part() == part) {
            line = next.succeeded() && next.value() != null ? oneLine(next.value()) : NULL;
            advance();
        }
        part++;
        return line;
    }

    /** Gives JSON without ends of lines, which can stand between its tokens alone. */
    private static String oneLine(String json) {
        return json.indexOf('\n') < 0 && json.indexOf('\r') < 0
                ? json
                : json.replace('\n', ' ').replace('\r', ' ');
    }
}
