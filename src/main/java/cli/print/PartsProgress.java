package cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * How far a job of parts is.
 *
 * @param numbers as the service added them up
 */
public record PartsProgress(JsonNode numbers) {
    private static final int WIDTH = 30;

    /** Reads it from an execution; nothing if that has no parts, or has not begun. */
    public static Optional<PartsProgress> of(JsonNode execution) {
        JsonNode numbers = execution.path("partitions").path("progress");
        return numbers.isObject() ? Optional.of(new PartsProgress(numbers)) : Optional.empty();
    }

    /** Such as {@code running: 5 of 10 done, 1 failed, 2 in flight}. */
    public String words() {
        StringBuilder words = new StringBuilder();
        words.append(numbers.path("phase").asText()).append(": ");
        words.append(number("done")).append(" of ").append(number("total")).append(" done");
        append(words, "failed", " failed");
        append(words, "cancelled", " cancelled");
        append(words, "in_flight", " in flight");
        return words.toString();
    }

    private void append(StringBuilder words, String name, String after) {
        if (number(name) > 0) {
            words.append(", ").append(number(name)).append(after);
        }
    }

    /** The same with a bar before it. */
    public String bar() {
        long total = Math.max(1, number("total"));
        long ended = Math.min(total, number("done") + number("failed") + number("cancelled"));
        int full = (int) (ended * WIDTH / total);
        return "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] " + words();
    }

    private long number(String name) {
        return Math.max(0, numbers.path(name).asLong());
    }
}
