package wrapper.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;

/**
 * What the service says on the container's environment about the execution this is a run of.
 *
 * @param callbackUrl where the service hears of it, {@code EXECUTION_CALLBACK_URL}
 * @param token the bearer token for that, {@code EXECUTION_CALLBACK_TOKEN}; a secret
 * @param executionId {@code EXECUTION_ID}
 * @param attempt {@code EXECUTION_ATTEMPT}
 * @param task {@code EXECUTION_TASK}, a part of the result's file name
 * @param scanRequestId {@code SCAN_REQUEST_ID}, another
 * @param resultsExtension {@code RESULTS_EXTENSION}, the last; {@code txt} unless set
 * @param hasInput whether {@code EXECUTION_INPUT} names an object to fetch first
 */
public record Contract(
        URI callbackUrl,
        String token,
        String executionId,
        String attempt,
        String task,
        String scanRequestId,
        String resultsExtension,
        boolean hasInput) {
    public static final String CALLBACK_URL = "EXECUTION_CALLBACK_URL";
    public static final String CALLBACK_TOKEN = "EXECUTION_CALLBACK_TOKEN";
    static final String INPUT = "EXECUTION_INPUT";

    // With the time between and .tar.gz after them the three stay within the 255 bytes of a file name.
    private static final int MAX_NAME_PART = 70;

    /** Reads it; nothing if there is no callback URL, and then only the command is run. Adds to problems. */
    public static Optional<Contract> parse(Map<String, String> environment, Problems problems) {
        String url = environment.getOrDefault(CALLBACK_URL, "");
        if (url.isBlank()) {
            return Optional.empty();
        }
        URI uri = null;
        try {
            uri = httpUrl(url.strip());
            if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
                problems.add(CALLBACK_URL, "must not have a query or a fragment");
            }
        } catch (IllegalArgumentException e) {
            problems.add(CALLBACK_URL, e.getMessage());
        }
        String token = required(CALLBACK_TOKEN, environment, problems);
        if (token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            problems.add(CALLBACK_TOKEN, "must be visible ASCII characters");
        }
        return Optional.of(new Contract(
                uri,
                token,
                required("EXECUTION_ID", environment, problems),
                required("EXECUTION_ATTEMPT", environment, problems),
                namePart("EXECUTION_TASK", required("EXECUTION_TASK", environment, problems), problems),
                namePart("SCAN_REQUEST_ID", required("SCAN_REQUEST_ID", environment, problems), problems),
                namePart("RESULTS_EXTENSION", environment.getOrDefault("RESULTS_EXTENSION", "txt"), problems),
                !environment.getOrDefault(INPUT, "").isBlank()));
    }

    /**
     * Reads an absolute http or https URL.
     *
     * @throws IllegalArgumentException if it is anything else; its message does not repeat the text, which may be
     *     presigned
     */
    public static URI httpUrl(String text) {
        try {
            URI uri = new URI(text);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null && uri.getRawUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // told below, without the cause, which repeats the text
        }
        throw new IllegalArgumentException("must be an absolute http or https URL without user information");
    }

    private static String required(String name, Map<String, String> environment, Problems problems) {
        String value = environment.getOrDefault(name, "");
        if (value.isBlank()) {
            problems.add(name, "is required where there is " + CALLBACK_URL);
        }
        return value;
    }

    private static String namePart(String name, String value, Problems problems) {
        if (value.length() > MAX_NAME_PART
                || value.chars().anyMatch(c -> c <= ' ' || c > '~' || c == '/' || c == '\\')) {
            problems.add(
                    name, "is part of a file name: at most " + MAX_NAME_PART + " visible ASCII characters, no slashes");
        }
        return value;
    }

    /** Says what it is without its secret. */
    @Override
    public String toString() {
        return "execution " + executionId + " attempt " + attempt;
    }
}
