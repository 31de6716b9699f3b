package shared.trace;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place in a trace from which work goes on, as the W3C recommendation Trace Context defines it.
 *
 * @param traceId 32 hexadecimal digits, not all of them 0
 * @param spanId 16 hexadecimal digits, not all of them 0
 * @param flags two hexadecimal digits; the lowest bit says that the trace is recorded
 */
public record TraceParent(String traceId, String spanId, String flags) {

    /** The header of HTTP and of messages that has the text. */
    public static final String HEADER = "traceparent";

    /** The variable of a process that has the text. */
    public static final String VARIABLE = "TRACEPARENT";

    private static final int LENGTH = 55;
    private static final Pattern FORM = Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");
    private static final Pattern ZEROS = Pattern.compile("0+");

    /**
     * Reads a text from outside.
     *
     * @param text anything; null for none
     * @return empty if it is not of the form {@code 00-<trace id>-<span id>-<flags>}, or if an id is all zeros
     */
    public static Optional<TraceParent> parse(Object text) {
        if (!(text instanceof String given) || given.length() != LENGTH) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(given);
        if (!form.matches() || isZero(form.group(1)) || isZero(form.group(2))) {
            return Optional.empty();
        }
        return Optional.of(new TraceParent(form.group(1), form.group(2), form.group(3)));
    }

    private static boolean isZero(String id) {
        return ZEROS.matcher(id).matches();
    }

    /** Gives the text for a header or a variable. */
    public String text() {
        return "00-" + traceId + "-" + spanId + "-" + flags;
    }
}
