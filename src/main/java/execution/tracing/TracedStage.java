package execution.tracing;

import execution.api.Trigger;
import execution.launch.RunnerCall;
import execution.model.Execution;
import execution.publication.PublicationTurns;
import execution.results.ResultsOwner;
import io.opentelemetry.api.trace.SpanKind;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;

/**
 * The stages of an execution that have a span. A stage is a route, and what calls it has found the row before, so that
 * the parent of the span is known when the route begins.
 */
enum TracedStage {
    /** The row begins here, and with it the trace. A refused event is nobody's execution. */
    TRIGGER("trigger", "trigger", SpanKind.SERVER, false, TracedStage::accepted),
    /** What cannot be prepared, or gets no slot, is tried again for as long as it may be pending. */
    ALLOCATION("take-slot", "allocation", SpanKind.INTERNAL, false, TracedStage::body),
    DISPATCH("run", "dispatch", SpanKind.CLIENT, true, TracedStage::called),
    CALLBACK("take-report", "callback", SpanKind.SERVER, true, TracedStage::body),
    RESULTS("take-results", "results", SpanKind.CONSUMER, true, property(ResultsOwner.EXECUTION)),
    /** What a topic does not take is sent again until it does. */
    EVENT("publish-event", "event", SpanKind.INTERNAL, false, property(PublicationTurns.EXECUTION));

    private static final Map<String, TracedStage> BY_ROUTE =
            Arrays.stream(values()).collect(Collectors.toMap(stage -> stage.route, stage -> stage));

    private final String route;
    private final String span;
    private final SpanKind kind;
    private final boolean keepsFailures;
    private final Function<Exchange, Object> row;

    TracedStage(String route, String span, SpanKind kind, boolean keepsFailures, Function<Exchange, Object> row) {
        this.route = route;
        this.span = span;
        this.kind = kind;
        this.keepsFailures = keepsFailures;
        this.row = row;
    }

    static Optional<TracedStage> ofRoute(String routeId) {
        return Optional.ofNullable(BY_ROUTE.get(routeId));
    }

    String spanName() {
        return span;
    }

    SpanKind kind() {
        return kind;
    }

    /** Tells whether a failure leaves a span. It does not where the same is tried again without a limit. */
    boolean keepsFailures() {
        return keepsFailures;
    }

    /** Gives the row that the route works on; empty if none is known yet. */
    Optional<Execution> row(Exchange exchange) {
        return row.apply(exchange) instanceof Execution execution ? Optional.of(execution) : Optional.empty();
    }

    private static Object body(Exchange exchange) {
        return exchange.getMessage().getBody();
    }

    private static Object accepted(Exchange exchange) {
        return exchange.getMessage().getBody() instanceof Trigger.Accepted accepted ? accepted.execution() : null;
    }

    private static Object called(Exchange exchange) {
        return exchange.getMessage().getBody() instanceof RunnerCall call ? call.row() : null;
    }

    private static Function<Exchange, Object> property(String name) {
        return exchange -> exchange.getProperty(name);
    }
}
