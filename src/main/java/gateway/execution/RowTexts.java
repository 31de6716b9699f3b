package gateway.execution;

import com.fasterxml.jackson.databind.JsonNode;

/** How values of rows are shown. */
public final class RowTexts {

    /** Longer texts are cut, so that one value does not fill a page. */
    private static final int MOST = 2_000;

    private RowTexts() {}

    /** Gives a value of a row as text, cut where it is very long; null if there is no value. */
    public static String of(JsonNode value) {
        if (value == null || value.isMissingNode() || value.isNull()) {
            return null;
        }
        return cut(value.isValueNode() ? value.asText() : value.toPrettyString());
    }

    /** Cuts a text that is very long. */
    public static String cut(String text) {
        if (text == null || text.length() <= MOST) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MOST - 1)) ? MOST - 1 : MOST;
        return text.substring(0, end) + "… (" + text.length() + " characters)";
    }

    /** Gives a time of a row to the second, as people read it, in UTC. */
    public static String time(String instant) {
        return instant == null || instant.length() < 19
                ? instant
                : instant.substring(0, 10) + " " + instant.substring(11, 19);
    }
}
