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
import shared.json.Json;
import wrapper.config.Contract;
import wrapper.json.JsonValues;

/**
 * What the action http sends.
 *
 * @param method the HTTP method
 * @param url the absolute URL; maybe with a query
 * @param headers the headers
 * @param params what is added to the URL's query
 * @param payload the body as a JSON value; null for none
 * @param sends how often the request is sent at most, including the first time; 1 or more
 * @param retrySleep the pause before the request is sent again
 * @param timeout how long it may take each time, from connecting to the status of the answer
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
    // The wrapper sets these, because they follow from the body and the connection.
    private static final Set<String> SET_BY_THE_WRAPPER =
            Set.of("connection", "content-length", "expect", "te", "trailer", "transfer-encoding", "upgrade");
    private static final int MAX_RETRIES = 100;
    private static final int MAX_SLEEP = 3600;
    private static final int TIMEOUT = 15;
    private static final int MAX_TIMEOUT = 3600;

    /** Reads the keys, and adds to the problems what is wrong with them. */
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
                // The key says how often the request is sent in all. A job that says 0 means that it is sent once.
                Math.max(1, fields.number("retries", 3, 0, MAX_RETRIES, true).intValue()),
                Duration.ofMillis(fields.number("retry_sleep", 5, 0, MAX_SLEEP, false)
                        .movePointRight(3)
                        .longValue()),
                Duration.ofSeconds(
                        fields.number("timeout", TIMEOUT, 1, MAX_TIMEOUT, true).longValue()));
    }

    /**
     * Gives the URL with the params added to its query. The params are encoded; what the query has already stays as it
     * is.
     */
    URI uri() {
        URI base = Contract.httpUrl(url);
        StringJoiner query = new StringJoiner("&");
        if (base.getRawQuery() != null && !base.getRawQuery().isEmpty()) {
            query.add(base.getRawQuery());
        }
        params.forEach((name, value) -> {
            // As forms do it: each item of a list is added with the name of the list.
            for (Object item : value instanceof List<?> list ? list : value == null ? List.of() : List.of(value)) {
                query.add(encode(String.valueOf(name)) + "=" + encode(text(item)));
            }
        });
        String path = base.getRawPath().isEmpty() ? "/" : base.getRawPath();
        String whole =
                base.getScheme() + "://" + base.getRawAuthority() + path + (query.length() == 0 ? "" : "?" + query);
        return URI.create(URI.create(whole).toASCIIString());
    }

    /** Gives the method alone, because the rest may have secrets in it. */
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
            } else if (SET_BY_THE_WRAPPER.contains(name.toLowerCase(Locale.ROOT))) {
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
