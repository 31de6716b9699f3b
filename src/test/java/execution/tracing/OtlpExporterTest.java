package execution.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import local.observability.CollectedSpan;
import local.observability.TraceCollector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OtlpExporterTest {

    private final List<SpanData> ended = new ArrayList<>();
    private final SdkTracerProvider provider =
            SdkTracerProvider.builder().addSpanProcessor(new EndedSpans(ended)).build();

    private TraceCollector collector;

    @BeforeEach
    void start() throws IOException {
        collector = TraceCollector.start();
    }

    @AfterEach
    void close() {
        collector.close();
        provider.close();
    }

    /** Ends a span and its child, which has an error. */
    private void makeSpans() {
        Span parent = provider.get("test").spanBuilder("parent").startSpan();
        Span child = provider.get("test")
                .spanBuilder("child \"quoted\"\n")
                .setParent(Context.root().with(parent))
                .setStartTimestamp(Instant.ofEpochSecond(1_700_000_000, 123_456_789))
                .setAttribute("execution.id", "e-1")
                .setAttribute(AttributeKey.longKey("execution.attempt"), 2L)
                .startSpan();
        child.setStatus(StatusCode.ERROR, "IllegalStateException");
        child.end(Instant.ofEpochSecond(1_700_000_001));
        parent.end();
    }

    private boolean export(OtlpExporter exporter) {
        CompletableResultCode result = exporter.export(ended).join(1, TimeUnit.MINUTES);
        return result.isSuccess();
    }

    @Test
    void shouldSendWhatTheCollectorReads() {
        makeSpans();

        assertThat(export(new OtlpExporter(collector.endpoint() + "/", Clock.systemUTC())))
                .isTrue();

        List<CollectedSpan> spans = collector.trace(ended.get(0).getTraceId());
        CollectedSpan child = spans.get(0);
        CollectedSpan parent = spans.get(1);
        assertThat(parent.parentId()).isEmpty();
        assertThat(parent.failed()).isFalse();
        assertThat(child.parentId()).isEqualTo(parent.spanId());
        assertThat(child.name()).isEqualTo("child \"quoted\"\n");
        assertThat(child.start()).isEqualTo(1_700_000_000_123_456_789L);
        assertThat(child.end()).isEqualTo(1_700_000_001_000_000_000L);
        assertThat(child.failed()).isTrue();
        assertThat(child.attributes()).containsEntry("execution.id", "e-1").containsEntry("execution.attempt", "2");
    }

    @Test
    void shouldHaveTheFormOfTheSpecification() {
        makeSpans();

        JsonNode request = OtlpExporter.request(ended);

        JsonNode span = request.at("/resourceSpans/0/scopeSpans/0/spans/0");
        assertThat(request.at("/resourceSpans/0/resource/attributes/0/key").isTextual())
                .isTrue();
        assertThat(request.at("/resourceSpans/0/scopeSpans/0/scope/name").asText())
                .isEqualTo("test");
        assertThat(span.get("traceId").asText()).matches("[0-9a-f]{32}");
        assertThat(span.get("spanId").asText()).matches("[0-9a-f]{16}");
        assertThat(span.get("kind").asInt()).isEqualTo(1);
        assertThat(span.get("startTimeUnixNano").isTextual()).isTrue();
        assertThat(span.at("/status/code").asInt()).isEqualTo(2);
        assertThat(span.get("attributes").toString()).contains("{\"intValue\":\"2\"}", "{\"stringValue\":\"e-1\"}");
    }

    @Test
    void shouldLoseABatchThatTheCollectorRefusesAndSendTheNext() {
        makeSpans();
        OtlpExporter exporter = new OtlpExporter(collector.endpoint(), Clock.systemUTC());

        collector.answer(503);
        assertThat(export(exporter)).isFalse();
        collector.answer(200);
        assertThat(export(exporter)).isTrue();
    }

    @Test
    void shouldLoseABatchIfNobodyListens() {
        makeSpans();
        String endpoint = collector.endpoint();
        collector.close();

        assertThat(export(new OtlpExporter(endpoint, Clock.systemUTC()))).isFalse();
    }
}
