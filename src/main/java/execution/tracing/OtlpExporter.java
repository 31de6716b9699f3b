package execution.tracing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.outage.Outage;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Sends spans to a collector by OTLP over HTTP, as JSON. The exporter of OpenTelemetry would do the same with half a
 * megabyte of libraries. A batch that the collector does not take is lost, because the next ones wait in a small queue
 * and an execution must never wait for its trace; the log has a line when that begins and when it ends.
 */
final class OtlpExporter implements SpanExporter {

    private static final String PATH = "/v1/traces";
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final URI address;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final Outage outage;

    /** @param endpoint the collector's address without the path */
    OtlpExporter(String endpoint, Clock clock) {
        this.address = URI.create(endpoint.replaceFirst("/+$", "") + PATH);
        this.outage = new Outage("The export of traces", clock);
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(request(spans).toString()))
                .build();
        CompletableResultCode result = new CompletableResultCode();
        http.sendAsync(request, HttpResponse.BodyHandlers.discarding()).whenComplete((answer, failure) -> {
            if (failure != null) {
                outage.failed(failure.getCause() == null ? failure : failure.getCause());
                result.fail();
            } else if (answer.statusCode() / 100 != 2) {
                outage.failed(new IOException("the collector answers " + answer.statusCode()));
                result.fail();
            } else {
                outage.succeeded();
                result.succeed();
            }
        });
        return result;
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
    }

    /** Makes an ExportTraceServiceRequest. All spans are of one resource, which is this instance. */
    static ObjectNode request(Collection<SpanData> spans) {
        ObjectNode request = JSON.objectNode();
        ObjectNode resource = request.putArray("resourceSpans").addObject();
        if (!spans.isEmpty()) {
            attributes(
                    resource.putObject("resource"),
                    spans.iterator().next().getResource().getAttributes());
        }
        ArrayNode scopes = resource.putArray("scopeSpans");
        Map<String, List<SpanData>> byScope = spans.stream()
                .collect(Collectors.groupingBy(
                        span -> span.getInstrumentationScopeInfo().getName()));
        byScope.forEach((name, some) -> {
            ObjectNode scope = scopes.addObject();
            scope.putObject("scope").put("name", name);
            ArrayNode all = scope.putArray("spans");
            some.forEach(span -> all.add(span(span)));
        });
        return request;
    }

    private static ObjectNode span(SpanData span) {
        ObjectNode json = JSON.objectNode();
        json.put("traceId", span.getTraceId());
        json.put("spanId", span.getSpanId());
        if (span.getParentSpanContext().isValid()) {
            json.put("parentSpanId", span.getParentSpanId());
        }
        json.put("name", span.getName());
        json.put("kind", kind(span.getKind()));
        // Whole numbers of 64 bits are texts in the JSON of Protobuf.
        json.put("startTimeUnixNano", Long.toString(span.getStartEpochNanos()));
        json.put("endTimeUnixNano", Long.toString(span.getEndEpochNanos()));
        attributes(json, span.getAttributes());
        ObjectNode status = json.putObject("status");
        if (span.getStatus().getStatusCode() == StatusCode.ERROR) {
            status.put("code", 2).put("message", span.getStatus().getDescription());
        }
        return json;
    }

    private static int kind(SpanKind kind) {
        return switch (kind) {
            case INTERNAL -> 1;
            case SERVER -> 2;
            case CLIENT -> 3;
            case PRODUCER -> 4;
            case CONSUMER -> 5;
        };
    }

    private static void attributes(ObjectNode of, Attributes attributes) {
        ArrayNode all = of.putArray("attributes");
        attributes.forEach((key, value) -> {
            ObjectNode attribute = all.addObject().put("key", key.getKey());
            ObjectNode typed = attribute.putObject("value");
            if (value instanceof Long number) {
                typed.put("intValue", number.toString());
            } else {
                typed.put("stringValue", value.toString());
            }
        });
    }
}
