package execution.tracing;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.SpanContextPropagationExtractor;
import org.apache.camel.telemetry.SpanContextPropagationInjector;
import org.apache.camel.telemetry.SpanLifecycleManager;
import shared.trace.TraceParent;

/**
 * Makes the spans of what stages send, and lets the message carry the trace on. No span is bound to its thread, because
 * a component may go on in another one.
 */
final class SendSpans implements SpanLifecycleManager {

    private final Tracer tracer;

    SendSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public Span create(String name, Span parent, SpanContextPropagationExtractor extractor) {
        return new SendSpan(tracer.spanBuilder(name)
                .setSpanKind(SpanKind.CLIENT)
                .setParent(Context.root().with(otel(parent)))
                .startSpan());
    }

    private static io.opentelemetry.api.trace.Span otel(Span parent) {
        return parent instanceof StageSpan stage ? stage.span() : ((SendSpan) parent).span();
    }

    @Override
    public void activate(Span span) {
        // See above.
    }

    @Override
    public void deactivate(Span span) {
        ((SendSpan) span).span().end();
    }

    @Override
    public void close(Span span) {
        // Nothing was activated.
    }

    @Override
    public void inject(Span span, SpanContextPropagationInjector injector, boolean includeTracing) {
        injector.put(
                TraceParent.HEADER, SpanContexts.of(((SendSpan) span).span()).text());
    }
}
