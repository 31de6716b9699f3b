package execution.tracing;

import execution.model.Execution;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.util.Optional;
import shared.trace.TraceParent;

/** What spans say of their execution, and where they are in its trace. */
final class SpanContexts {

    static final AttributeKey<String> STATUS = AttributeKey.stringKey("execution.status");
    static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("execution.attempt");

    private static final AttributeKey<String> ID = AttributeKey.stringKey("execution.id");
    private static final AttributeKey<String> TENANT = AttributeKey.stringKey("execution.tenant");
    private static final AttributeKey<String> TASK = AttributeKey.stringKey("execution.task");

    private SpanContexts() {}

    /** Gives the place in a trace that is on a row; empty if the execution is part of no trace. */
    static Optional<TraceParent> of(Execution execution) {
        return TraceParent.parse(execution.job().traceparent());
    }

    /** Gives the context that a span has as its parent's. */
    static Context context(TraceParent parent) {
        return Context.root()
                .with(Span.wrap(SpanContext.createFromRemoteParent(
                        parent.traceId(),
                        parent.spanId(),
                        TraceFlags.fromHex(parent.flags(), 0),
                        TraceState.getDefault())));
    }

    /** Gives the place in the trace that a span is. */
    static TraceParent of(Span span) {
        SpanContext context = span.getSpanContext();
        return new TraceParent(
                context.getTraceId(),
                context.getSpanId(),
                context.getTraceFlags().asHex());
    }

    /** Says whose span it is. */
    static void describe(Span span, Execution execution) {
        span.setAttribute(ID, execution.key().executionId());
        span.setAttribute(TENANT, execution.key().tenantId());
        span.setAttribute(TASK, execution.job().jobName());
        span.setAttribute(STATUS, execution.status().text());
        if (execution.attempt() > 0) {
            span.setAttribute(ATTEMPT, (long) execution.attempt());
        }
    }
}
