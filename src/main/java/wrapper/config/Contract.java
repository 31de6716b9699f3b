package wrapper.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import shared.trace.TraceParent;

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
 * @param launch {@code EXECUTION_LAUNCH}, the SHA-256 of the object with the part of the launch that the platform did
 *     not take; empty if the platform took all of it
 * @param invocation {@code EXECUTION_INVOCATION_ID}, which names this run where the same task may be run more than
 *     once; empty where it may not. A run with a lease that is given no name has one of its own
 * @param returned {@code EXECUTION_RETURNED}, a file that is there when the run is stopped because its worker stops, so
 *     that the job is to run elsewhere; empty where there is no worker
 * @param hasInput whether {@code EXECUTION_INPUT} names an object to fetch first
 * @param lease {@code EXECUTION_LEASE_SECONDS}, for how long the run may go on without an answer of the service where
 *     the platform may start the same task more than once; empty where the platform starts a task once
 * @param trace {@code TRACEPARENT}, the place in a trace from which this run goes on; empty if there is none, or if the
 *     variable is of another form than W3C's
 */
public record Contract(
        URI callbackUrl,
        String token,
        String executionId,
        String attempt,
        String task,
        String scanRequestId,
        String resultsExtension,
        Optional<String> launch,
        Optional<String> invocation,
        Optional<Path> returned,
        boolean hasInput,
        Optional<Duration> lease,
        Optional<TraceParent> trace) {
    /** The variable that names the callback URL. */
    public static final String CALLBACK_URL = "EXECUTION_CALLBACK_URL";
    /** The variable that has the bearer token. */
    public static final String CALLBACK_TOKEN = "EXECUTION_CALLBACK_TOKEN";

    /** The variable that names this run of the task, where the platform may run the same task more than once. */
    public static final String INVOCATION = "EXECUTION_INVOCATION_ID";

    /** The variable that names the file by which a worker says that it gives the run back. */
    public static final String RETURNED = "EXECUTION_RETURNED";

    /** The variable that says that a part of the launch is in an object. */
    public static final String LAUNCH = "EXECUTION_LAUNCH";

    static final String INPUT = "EXECUTION_INPUT";

    private static final String LEASE = "EXECUTION_LEASE_SECONDS";

    private static final Pattern INVOCATION_NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}(/[A-Za-z0-9._-]{1,64})?");
    private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]{0,3}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

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
        Optional<Duration> lease = lease(environment.getOrDefault(LEASE, ""), problems);
        return Optional.of(new Contract(
                uri,
                token,
                required("EXECUTION_ID", environment, problems),
                required("EXECUTION_ATTEMPT", environment, problems),
                namePart("EXECUTION_TASK", required("EXECUTION_TASK", environment, problems), problems),
                namePart("SCAN_REQUEST_ID", required("SCAN_REQUEST_ID", environment, problems), problems),
                namePart("RESULTS_EXTENSION", environment.getOrDefault("RESULTS_EXTENSION", "txt"), problems),
                launch(environment.getOrDefault(LAUNCH, ""), problems),
                invocation(environment.getOrDefault(INVOCATION, ""), problems)
                        .or(() -> lease.map(any -> UUID.randomUUID().toString())),
                Optional.of(environment.getOrDefault(RETURNED, ""))
                        .filter(file -> !file.isEmpty())
                        .map(Path::of),
                !environment.getOrDefault(INPUT, "").isBlank(),
                lease,
                TraceParent.parse(environment.get(TraceParent.VARIABLE))));
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

    private static Optional<String> launch(String digest, InputProblems problems) {
        if (!digest.isEmpty() && !SHA_256.matcher(digest).matches()) {
            problems.add(LAUNCH, "must be a SHA-256 in 64 hexadecimal digits");
        }
        return digest.isEmpty() ? Optional.empty() : Optional.of(digest);
    }

    private static Optional<String> invocation(String name, InputProblems problems) {
        if (!name.isEmpty() && !INVOCATION_NAME.matcher(name).matches()) {
            problems.add(INVOCATION, "must be one or two words of letters, digits, ., _ or - with a / between them");
        }
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    private static Optional<Duration> lease(String seconds, InputProblems problems) {
        if (seconds.isEmpty()) {
            return Optional.empty();
        }
        if (!SECONDS.matcher(seconds).matches()) {
            problems.add(LEASE, "must be 1 to 9999 seconds");
            return Optional.empty();
        }
        return Optional.of(Duration.ofSeconds(Long.parseLong(seconds)));
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
