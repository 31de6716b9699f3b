package wrapper.callback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import shared.json.Json;
import shared.trace.TraceParent;
import wrapper.call.CallFailedException;
import wrapper.call.CallLimit;
import wrapper.call.HttpCalls;
import wrapper.config.Contract;
import wrapper.run.CommandOutcome;
import wrapper.run.Stop;
import wrapper.run.SupersededException;

/** Calls the service about this run: reports to it, and asks it where the input is and where the results go. */
public final class CallbackClient {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Set<Integer> SUPERSEDED = Set.of(409, 410);
    // What RFC 9110 calls a token. It may have an underscore, as x-amz-meta-scan_id has.
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    // The HTTP client sends these by itself.
    private static final Set<String> NOT_COPIED = Set.of("host", "content-length");

    private final Contract contract;
    private final HttpCalls http;
    private final Stop stop;

    /** Takes where to call and how, and the request to stop, which ends calls early. */
    public CallbackClient(Contract contract, HttpCalls http, Stop stop) {
        this.contract = contract;
        this.http = http;
        this.stop = stop;
    }

    /**
     * Reports that the command is about to run.
     *
     * @throws SupersededException if the service answers that it must not run
     * @throws CallFailedException if the service could not be told
     */
    void running() throws SupersededException, CallFailedException {
        running(LIMIT);
    }

    /**
     * Reports that the run goes on, or is about to.
     *
     * @param within how long the report may take, tries again included
     * @throws SupersededException if the service answers that the run must not go on
     * @throws CallFailedException if the service could not be told
     */
    void running(Duration within) throws SupersededException, CallFailedException {
        try {
            call("PATCH", "", named(Json.object().put("status", "running")), new CallLimit(within, stop::requested));
        } catch (CallFailedException e) {
            if (SUPERSEDED.contains(e.status())) {
                throw new SupersededException(e.getMessage());
            }
            throw e;
        }
    }

    /** Asks where the input is. */
    Input input() throws CallFailedException {
        ObjectNode answer = call("GET", "/input", null, stop::requested);
        String name = answer.path("name").asText("");
        return new Input(name, presigned(answer, "/input"), answer.path("size").asLong(-1));
    }

    /** Asks where that part of the launch is which the platform did not take. */
    URI launch() throws CallFailedException {
        return presigned(call("GET", "/launch", null, stop::requested), "/launch");
    }

    /** Asks where the results go. */
    Target results(String fileName, long size, CommandOutcome outcome) throws CallFailedException {
        ObjectNode body = Json.object().put("file_name", fileName).put("size", size);
        body.putObject("metadata")
                .put("scan_id", contract.scanRequestId())
                .put("scan_start_time", time(outcome.started()))
                .put("scan_end_time", time(outcome.ended()));
        return target("/results", body);
    }

    /** Asks where the end of the command's output goes. */
    Target output(int size) throws CallFailedException {
        return target("/output", Json.object().put("size", size));
    }

    private Target target(String path, ObjectNode body) throws CallFailedException {
        ObjectNode answer = call("POST", path, body, stop::resultsDue);
        Map<String, String> headers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> header : answer.path("headers").properties()) {
            String value = header.getValue().asText();
            if (value.chars().anyMatch(Character::isISOControl)
                    || !HEADER_NAME.matcher(header.getKey()).matches()) {
                throw new CallFailedException("POST " + path + ": the answer has a header that cannot be sent", 0);
            }
            if (!NOT_COPIED.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                headers.put(header.getKey(), value);
            }
        }
        return new Target(presigned(answer, path), headers);
    }

    /** Reports how the run ended. */
    void ended(ObjectNode report) throws CallFailedException {
        call("PATCH", "", named(report), stop::over);
    }

    private ObjectNode named(ObjectNode report) {
        contract.invocation().ifPresent(name -> report.put("invocation_id", name));
        return report;
    }

    private ObjectNode call(String method, String path, ObjectNode body, BooleanSupplier cancelled)
            throws CallFailedException {
        return call(method, path, body, new CallLimit(LIMIT, cancelled));
    }

    private ObjectNode call(String method, String path, ObjectNode body, CallLimit limit) throws CallFailedException {
        String base = contract.callbackUrl().toString();
        URI uri = URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
        byte[] answer = http.json(method, uri, headers(), body == null ? null : Json.bytes(body), limit);
        return Json.object(answer).orElseGet(Json::object);
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Authorization", "Bearer " + contract.token());
        headers.put("Accept", "application/json");
        contract.trace().ifPresent(trace -> headers.put(TraceParent.HEADER, trace.text()));
        return headers;
    }

    private static URI presigned(ObjectNode answer, String path) throws CallFailedException {
        try {
            return Contract.httpUrl(answer.path("url").asText(""));
        } catch (IllegalArgumentException e) {
            throw new CallFailedException(path + ": url in the answer " + e.getMessage(), 0);
        }
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /**
     * The input.
     *
     * @param name what the service calls it
     * @param url where it is; a secret, because it is presigned
     * @param size its bytes; negative if the service does not say
     */
    record Input(String name, URI url, long size) {
        @Override
        public String toString() {
            return "input";
        }
    }

    /**
     * Where something is uploaded to.
     *
     * @param url the place; a secret, because it is presigned
     * @param headers the headers that must be sent, because they are signed, too
     */
    record Target(URI url, Map<String, String> headers) {
        @Override
        public String toString() {
            return "target";
        }
    }
}
