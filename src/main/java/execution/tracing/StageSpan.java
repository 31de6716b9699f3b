package execution.tracing;

import execution.logging.LogContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.opentelemetry2.OpenTelemetrySpanAdapter;

/** The span of a stage, in the form in which Camel's tracer finds it as the parent of what the stage sends. */
final class StageSpan extends OpenTelemetrySpanAdapter {

    private final TracedStage stage;
    private final Span span;
    private final LogContext log;
    private final Thread thread = Thread.currentThread();

    StageSpan(TracedStage stage, Span span) {
        super(span, null);
        this.stage = stage;
        this.span = span;
        this.log = LogContext.ofSpan(
                span.getSpanContext().getTraceId(), span.getSpanContext().getSpanId());
    }

    Span span() {
        return span;
    }

    boolean isOf(TracedStage other) {
        return stage == other;
    }

    /** Ends the span, unless the stage failed and leaves no span then. */
    void end(Exchange exchange) {
        if (Thread.currentThread() == thread) {
            log.close();
        }
        Exception failure = exchange.getException();
        if (failure == null) {
            stage.row(exchange).ifPresent(execution -> SpanContexts.describe(span, execution));
        } else if (stage.keepsFailures()) {
            // The message of an exception may have secrets in it.
            span.setStatus(StatusCode.ERROR, failure.getClass().getSimpleName());
        } else {
            return;
        }
        span.end();
    }

    /** What routes log may have secrets in it. */
    @Override
    public void log(Map<String, String> fields) {
        // Camel's tracer would add the line to the span.
    }
}
