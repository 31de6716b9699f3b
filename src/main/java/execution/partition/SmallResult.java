package execution.partition;

import java.nio.charset.StandardCharsets;

/** The beginning of an aggregate, which is its whole text as long as that is small. */
final class SmallResult {

    private final StringBuilder text = new StringBuilder();
    private int bytes;

    /** Adds a text, unless too much was added before. */
    void add(String more) {
        if (isWhole()) {
            bytes += more.length() > Aggregate.MOST_BYTES
                    ? Aggregate.MOST_BYTES + 1
                    : more.getBytes(StandardCharsets.UTF_8).length;
            if (isWhole()) {
                text.append(more);
            }
        }
    }

    private boolean isWhole() {
        return bytes <= Aggregate.MOST_BYTES;
    }

    /** Gives the whole text; null if it is not small. */
    String text() {
        return isWhole() ? text.toString() : null;
    }
}
