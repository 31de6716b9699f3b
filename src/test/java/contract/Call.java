package contract;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request and its answer.
 *
 * @param query without the question mark, as it was sent; null if there is none
 * @param headers by name in any case
 * @param body null if it is not known, so that the request is not checked
 * @param answerHeaders by name in any case
 * @param answer null if it is not known as a whole, as of a stream
 */
public record Call(
        String method,
        String path,
        String query,
        Map<String, List<String>> headers,
        byte[] body,
        int status,
        Map<String, List<String>> answerHeaders,
        byte[] answer) {

    private static final int LONGEST_SHOWN = 2_000;

    public Call {
        headers = anyCase(headers);
        answerHeaders = anyCase(answerHeaders);
    }

    private static Map<String, List<String>> anyCase(Map<String, List<String>> headers) {
        Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(headers);
        return copy;
    }

    @Override
    public String toString() {
        return method + " " + path + (query == null ? "" : "?" + query) + " " + shown(body) + "\n-> " + status + " "
                + answerHeaders.get("Content-Type") + " " + shown(answer);
    }

    private static String shown(byte[] bytes) {
        if (bytes == null) {
            return "(not kept)";
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.substring(0, Math.min(LONGEST_SHOWN, text.length()));
    }
}
