package wrapper.action;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import wrapper.config.Contract;
import wrapper.json.Json;
import wrapper.json.JsonValues;

/**
 * What the http action sends.
 *
 * @param method the HTTP method
 * @param url the absolute URL; maybe with a query
 * @param headers the headers
 * @param params what is added to the query
 * @param payload the body as a JSON value; null for none
 * @param sends how often it is sent at most, the first time included; 1 or more
 * @param retrySleep the pause between two of these
 * @param timeout how long each of them may take, from connecting to the status of the answer
 */
record HttpActionRequest(
        String method,
        String url,
        Map<String, String> headers,
        Map<?, ?> params,
        Object payload,
        int sends,
        Duration retrySleep,
        Duration timeout) {
    private static final Set<String> KEYS =
            Set.of("url", "method", "headers", "params", "payload", "retries", "retry_sleep", "timeout");
    private static final List<String> METHODS = List.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");
    private static final Set<String> WITH_BODY = Set.of("PATCH", "POST", "PUT");
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    // They follow from the body and the connection.
    private static final Set<String> NOT_TO_GIVE =
            Set.of("connection", "content-length", "expect", "te", "trailer", "transfer-encoding", "upgrade");
    private static final int MAX_RETRIES = 100;
    private static final int MAX_SLEEP = 3600;
    private static final int TIMEOUT = 15;
    private static final int MAX_TIMEOUT = 3600;

    /** Reads it; adds to problems. */
    static HttpActionRequest parse(Fields fields) {
        fields.allow(KEYS);
        String url = fields.required("url").strip();
        if (!url.isEmpty() && fields.isFinal(url)) {
            try {
                Contract.httpUrl(url);
            } catch (IllegalArgumentException e) {
                fields.problem("url", e.getMessage());
            }
        }
        String method = fields.text("method", "POST").toUpperCase(Locale.ROOT);
        if (!METHODS.contains(method)) {
            fields.problem("method", "must be one of " + String.join(", ", METHODS));
        }
        return new HttpActionRequest(
                method,
                url,
                headers(fields),
                fields.object("params"),
                fields.has("payload") ? fields.value("payload") : WITH_BODY.contains(method) ? Map.of() : null,
                // The key says how many sends there are in all. Jobs that say 0 mean no second one.
                Math.max(1, fields.number("retries", 3, 0, MAX_RETRIES, true).intValue()),
                Duration.ofMillis(fields.number("retry_sleep", 5, 0, MAX_SLEEP, false)
                        .movePointRight(3)
                        .longValue()),
                Duration.ofSeconds(
                        fields.number("timeout", TIMEOUT, 1, MAX_TIMEOUT, true).longValue()));
    }

    /** Gives the URL with the params in its query, encoded; what the query already has stays as it is. */
    URI uri() {
        URI base = Contract.httpUrl(url);
        StringJoiner query = new StringJoiner("&");
        if (base.getRawQuery() != null && !base.getRawQuery().isEmpty()) {
            query.add(base.getRawQuery());
        }
        params.forEach((name, value) -> {
            // As it is usual for forms: a list gives its name to each of its items.
            for (Object item : value instanceof List<?> list ? list : value == null ? List.of() : List.of(value)) {
                query.add(encode(String.valueOf(name)) + "=" + encode(text(item)));
            }
        });
        String path = base.getRawPath().isEmpty() ? "/" : base.getRawPath();
        String whole =
                base.getScheme() + "://" + base.getRawAuthority() + path + (query.length() == 0 ? "" : "?" + query);
        return URI.create(URI.create(whole).toASCIIString());
    }

    /** Says nothing of what it sends. */
    @Override
    public String toString() {
        return method;
    }

    private static Map<String, String> headers(Fields fields) {
        Map<String, String> headers = new LinkedHashMap<>();
        fields.object("headers").forEach((key, value) -> {
            String name = String.valueOf(key);
            String place = "headers." + name;
            if (!HEADER_NAME.matcher(name).matches()) {
                fields.problem("headers", "has a name that cannot be sent");
            } else if (NOT_TO_GIVE.contains(name.toLowerCase(Locale.ROOT))) {
                fields.problem(place, "is set by the wrapper itself");
            } else if (value != null && !JsonValues.isScalar(value)) {
                fields.problem(place, "must be a text, a number or a boolean");
            } else if (value != null
                    && fields.isFinal(String.valueOf(value))
                    && String.valueOf(value).chars().anyMatch(c -> c < ' ' && c != '\t' || c > '~')) {
                fields.problem(place, "has characters that cannot be sent: only visible ASCII and blanks can");
            } else if (value != null) {
                headers.put(name, String.valueOf(value));
            }
        });
        return headers;
    }

    private static String text(Object item) {
        return item == null || JsonValues.isScalar(item)
                ? String.valueOf(item)
                : new String(Json.bytes(item), StandardCharsets.UTF_8);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
