package execution.logs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import shared.text.PlainText;

/**
 * One event of a log, which is a line unless the log driver joins several.
 *
 * @param at when the platform got it; null for a line of the output that the wrapper kept
 * @param text without control characters, see {@link PlainText}
 * @param after the position behind this line, from which reading goes on; null where that is not known
 */
public record LogLine(Instant at, String text, LogPosition after) {

    /** How many bytes a line takes in an answer beside its text, about: the time, the names and the punctuation. */
    static final int BESIDE = 60;

    /** Makes a line of an event of CloudWatch Logs, cut if it is too long; the text may be null. */
    static LogLine of(long millis, String event, LogPosition after) {
        String text = event == null ? "" : event;
        if (text.length() > LogReader.MOST_OF_A_LINE) {
            text = text.substring(0, LogReader.MOST_OF_A_LINE) + " … (cut after " + LogReader.MOST_OF_A_LINE
                    + " characters)";
        }
        return new LogLine(Instant.ofEpochMilli(millis), PlainText.of(text), after);
    }

    /** Gives the line as answers have it. */
    public ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("at", at == null ? null : at.toString())
                .put("text", text);
    }
}
