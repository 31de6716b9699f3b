package local.observability;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * A span as it came by OTLP.
 *
 * @param parentId empty for the first of a trace
 * @param start nanoseconds since 1970
 * @param end nanoseconds since 1970
 */
public record CollectedSpan(
        String traceId,
        String spanId,
        String parentId,
        String name,
        long start,
        long end,
        Map<String, String> attributes,
        boolean failed) {

    static CollectedSpan of(JsonNode span) {
        Map<String, String> attributes = new TreeMap<>();
        span.path("attributes")
                .forEach(attribute -> attributes.put(
                        attribute.path("key").asText(),
                        attribute.path("value").path("stringValue").isMissingNode()
                                ? attribute.path("value").path("intValue").asText()
                                : attribute.path("value").path("stringValue").asText()));
        return new CollectedSpan(
                span.path("traceId").asText(),
                span.path("spanId").asText(),
                span.path("parentSpanId").asText(""),
                span.path("name").asText(),
                Long.parseLong(span.path("startTimeUnixNano").asText()),
                Long.parseLong(span.path("endTimeUnixNano").asText()),
                attributes,
                span.path("status").path("code").asInt() == 2);
    }
}
