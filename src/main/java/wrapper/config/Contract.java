package wrapper.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;

/**
 * What the service tells the wrapper about the execution by variables of the container's environment.
 *
 * @param callbackUrl where the service is told how the execution goes, {@code EXECUTION_CALLBACK_URL}
 * @param token the bearer token for the calls of that URL, {@code EXECUTION_CALLBACK_TOKEN}; a secret
 * @param executionId {@code EXECUTION_ID}
 * @param attempt {@code EXECUTION_ATTEMPT}
 * @param task {@code EXECUTION_TASK}, a part of the result's file name
 * @param scanRequestId {@code SCAN_REQUEST_ID}, another part of that name
 * @param resultsExtension {@code RESULTS_EXTENSION}, the extension in that name; {@code txt} unless set
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
    /** The variable that names the callback URL. */
    public static final String CALLBACK_URL = "EXECUTION_CALLBACK_URL";
    /** The variable that has the bearer token. */
    public static final String CALLBACK_TOKEN = "EXECUTION_CALLBACK_TOKEN";

    static final String INPUT = "EXECUTION_INPUT";

    // Three such parts, a time and .tar.gz together must not be longer than the 255 bytes that a file name may have.
    private static final int MAX_NAME_PART = 70;

    /**
     * Reads the variables.
     *
     * @param problems gets what is wrong with them
     * @return nothing if there is no callback URL: then no service is told, and only the command is run
     */
    public static Optional<Contract> parse(Map<String, String> environment, InputProblems problems) {
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
            // It is refused below, without the cause, because that repeats the text.
        }
        throw new IllegalArgumentException("must be an absolute http or https URL without user information");
    }

    private static String required(String name, Map<String, String> environment, InputProblems problems) {
        String value = environment.getOrDefault(name, "");
        if (value.isBlank()) {
            problems.add(name, "is required where there is " + CALLBACK_URL);
        }
        return value;
    }

    private static String namePart(String name, String value, InputProblems problems) {
        if (value.length() > MAX_NAME_PART
                || value.chars().anyMatch(c -> c <= ' ' || c > '~' || c == '/' || c == '\\')) {
            problems.add(
                    name, "is part of a file name: at most " + MAX_NAME_PART + " visible ASCII characters, no slashes");
        }
        return value;
    }

    /** Names the execution and its attempt, without the secret. */
    @Override
    public String toString() {
        return "execution " + executionId + " attempt " + attempt;
    }
}
