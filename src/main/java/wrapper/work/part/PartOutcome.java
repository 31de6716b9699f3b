package wrapper.work.part;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import shared.part.ExchangeRequest.End;
import shared.part.FleetJson;
import wrapper.run.SecretMask;

/**
 * How a try of a part ended.
 *
 * @param done whether the part is done
 * @param value its value; null if it has none
 * @param bytes the length of the value as JSON
 * @param reason why the try failed; null if the part is done
 * @param exitCode the exit code of the part's process; null if there is none
 */
public record PartOutcome(boolean done, JsonNode value, int bytes, String reason, Integer exitCode) {

    private static final int MOST_LEVELS = 64;

    /** Gives the outcome of a part that is done, or has failed because of its value. */
    static PartOutcome done(JsonNode value, Integer exitCode) {
        if (value == null || value.isNull()) {
            return new PartOutcome(true, null, 0, null, exitCode);
        }
        if (hasMoreLevels(value, MOST_LEVELS)) {
            return failed("the part's value has more than %d levels".formatted(MOST_LEVELS), exitCode);
        }
        int bytes;
        try {
            bytes = FleetJson.bytes(value).length;
        } catch (IllegalArgumentException | StackOverflowError e) {
            return failed("the part's value cannot be written as JSON", exitCode);
        }
        return bytes > End.MOST_VALUE_BYTES
                ? failed(
                        "the part's value has %d bytes, and at most %d are allowed"
                                .formatted(bytes, End.MOST_VALUE_BYTES),
                        exitCode)
                : new PartOutcome(true, value, bytes, null, exitCode);
    }

    private static boolean hasMoreLevels(JsonNode value, int levels) {
        if (!value.isContainerNode()) {
            return false;
        }
        if (levels == 0) {
            return true;
        }
        for (JsonNode element : value) {
            if (hasMoreLevels(element, levels - 1)) {
                return true;
            }
        }
        return false;
    }

    /** Gives the outcome of a try that failed. */
    public static PartOutcome failed(String reason, Integer exitCode) {
        return new PartOutcome(false, null, 0, reason, exitCode);
    }

    /** Gives the outcome with secrets hidden in the reason, which is cut to what the service takes. */
    PartOutcome masked(SecretMask mask) {
        if (reason == null) {
            return this;
        }
        String plain = mask.masked(reason);
        String whole = new String(plain.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        return new PartOutcome(done, value, bytes, cut(whole, End.MOST_REASON), exitCode);
    }

    /** Gives the beginning of a text, without half of a character at its end. */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
