package execution.tracing;

import execution.model.Execution;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.opentelemetry2.OpenTelemetryTracer;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.support.RoutePolicySupport;
import org.apache.camel.telemetry.Op;
import org.apache.camel.telemetry.SpanStorageManagerExchange;
import org.apache.camel.util.StringHelper;
import shared.trace.TraceParent;

/**
 * Camel's tracer for OpenTelemetry, but for two things. Only the {@link TracedStage}s of an execution and what they
 * send to the outside have spans, because a span of each route would be some hundred for each execution. The parent of
 * a stage is on the row, because stages run at other times, in other threads and in other instances than the one
 * before.
 */
final class StageTracer extends OpenTelemetryTracer {

    /** Endpoints of these schemes lead to another route or bean of this instance. The last has a span as a stage. */
    private static final Set<String> WITHIN =
            Set.of("direct", "seda", "bean", "class", "log", "language", "mock", "ecs-task");

    private final Tracer tracer;
    private final SpanStorageManagerExchange spans = new SpanStorageManagerExchange();

    StageTracer(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    protected void initTracer() {
        setSpanLifecycleManager(new SendSpans(tracer));
    }

    /** Traces a stage; any other route has no policy. */
    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        init(context);
        return TracedStage.ofRoute(routeId).map(StagePolicy::new).orElse(null);
    }

    @Override
    public boolean exclude(String endpointUri, CamelContext context) {
        return WITHIN.contains(StringHelper.before(endpointUri, ":", endpointUri));
    }

    /** Camel calls this for what is sent. What no stage sends has no span. */
    @Override
    protected void beginEventSpan(Exchange exchange, Endpoint endpoint, Op op) throws Exception {
        if (spans.peek(exchange) != null) {
            super.beginEventSpan(exchange, endpoint, op);
        }
    }

    @Override
    protected void endEventSpan(Exchange exchange, Endpoint endpoint) throws Exception {
        if (spans.peek(exchange) instanceof SendSpan) {
            super.endEventSpan(exchange, endpoint);
        }
    }

    private final class StagePolicy extends RoutePolicySupport {

        private final TracedStage stage;

        private StagePolicy(TracedStage stage) {
            this.stage = stage;
        }

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            Optional<Execution> row = stage.row(exchange);
            Optional<TraceParent> parent = parent(exchange, row);
            if (parent.isEmpty() && stage != TracedStage.TRIGGER) {
                // The execution was accepted without a trace.
                return;
            }
            SpanBuilder builder = tracer.spanBuilder(stage.spanName()).setSpanKind(stage.kind());
            parent.map(SpanContexts::context).ifPresentOrElse(builder::setParent, builder::setNoParent);
            Span span = builder.startSpan();
            row.ifPresent(execution -> SpanContexts.describe(span, execution));
            spans.push(exchange, new StageSpan(stage, span));
            exchange.getMessage()
                    .setHeader(TraceParent.HEADER, SpanContexts.of(span).text());
        }

        /**
         * Gives where the stage goes on. A task may have spans of its own, of which its report names the last; that one
         * counts only if it is of the execution's own trace.
         */
        private Optional<TraceParent> parent(Exchange exchange, Optional<Execution> row) {
            Optional<TraceParent> onRow = row.flatMap(SpanContexts::of);
            Optional<TraceParent> given = stage == TracedStage.TRIGGER || stage == TracedStage.CALLBACK
                    ? TraceParent.parse(exchange.getMessage().getHeader(TraceParent.HEADER))
                    : Optional.empty();
            return stage == TracedStage.TRIGGER
                    ? given
                    : onRow.map(own -> given.filter(its -> its.traceId().equals(own.traceId()))
                            .map(its -> new TraceParent(its.traceId(), its.spanId(), own.flags()))
                            .orElse(own));
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            if (spans.peek(exchange) instanceof StageSpan span && span.isOf(stage)) {
                spans.pull(exchange);
                span.end(exchange);
            }
        }
    }
}
