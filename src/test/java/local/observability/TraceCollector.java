package local.observability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A collector that takes spans by OTLP over HTTP as JSON, and keeps the last ones in memory. */
public final class TraceCollector implements AutoCloseable {

    private static final int MOST_SPANS = 5_000;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpServer server;
    private final Deque<CollectedSpan> spans = new ArrayDeque<>();
    private volatile int answer = 200;

    private TraceCollector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    public static TraceCollector start() throws IOException {
        return new TraceCollector();
    }

    /** Gives the value of {@code execution.tracing.endpoint}. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Has requests answered with this status from now on; with another one than 200 their spans are not kept. */
    public void answer(int status) {
        answer = status;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = MAPPER.readTree(exchange.getRequestBody());
            if (answer == 200) {
                request.path("resourceSpans").forEach(resource -> resource.path("scopeSpans")
                        .forEach(scope -> scope.path("spans").forEach(span -> add(CollectedSpan.of(span)))));
            }
            byte[] body = "{}".getBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private synchronized void add(CollectedSpan span) {
        spans.addLast(span);
        if (spans.size() > MOST_SPANS) {
            spans.removeFirst();
        }
    }

    /** Gives the spans of a trace in the order in which they came. */
    public synchronized List<CollectedSpan> trace(String traceId) {
        return spans.stream().filter(span -> span.traceId().equals(traceId)).toList();
    }

    /** Gives the spans by their traces; the trace whose last span came last is the first. */
    public synchronized List<List<CollectedSpan>> traces() {
        Map<String, List<CollectedSpan>> byTrace = new LinkedHashMap<>();
        for (CollectedSpan span : spans) {
            List<CollectedSpan> known = byTrace.remove(span.traceId());
            List<CollectedSpan> all = known == null ? new ArrayList<>() : known;
            all.add(span);
            byTrace.put(span.traceId(), all);
        }
        List<List<CollectedSpan>> traces = new ArrayList<>(byTrace.values());
        Collections.reverse(traces);
        return traces;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
