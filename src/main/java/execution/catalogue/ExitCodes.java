package execution.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A set of exit codes, written as codes and ranges with commas between them, such as {@code 1-5,42}.
 *
 * @param ranges in the order in which they were written
 */
public record ExitCodes(List<Range> ranges) {

    private static final Pattern PART = Pattern.compile("\\s*(\\d{1,3})\\s*(?:-\\s*(\\d{1,3})\\s*)?");
    private static final int MOST = 255;
    private static final int MOST_PARTS = 50;

    /** Codes from one to another, both included. */
    public record Range(int from, int to) {}

    /**
     * Reads a set.
     *
     * @throws IllegalArgumentException if the text is anything else; the message says what it must be
     */
    public static ExitCodes of(String text) {
        String[] parts = text.split(",", -1);
        if (parts.length > MOST_PARTS) {
            throw new IllegalArgumentException("must have at most " + MOST_PARTS + " codes and ranges");
        }
        List<Range> ranges = new ArrayList<>();
        for (String part : parts) {
            Matcher matcher = PART.matcher(part);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("must be codes and ranges such as 1-5,42, is '" + text + "'");
            }
            int from = Integer.parseInt(matcher.group(1));
            int to = matcher.group(2) == null ? from : Integer.parseInt(matcher.group(2));
            if (from > to || to > MOST) {
                throw new IllegalArgumentException(
                        "must have codes from 0 to " + MOST + ", and ranges from the lower to the higher code");
            }
            ranges.add(new Range(from, to));
        }
        return new ExitCodes(List.copyOf(ranges));
    }

    public boolean contains(int code) {
        return ranges.stream().anyMatch(range -> range.from() <= code && code <= range.to());
    }
}
