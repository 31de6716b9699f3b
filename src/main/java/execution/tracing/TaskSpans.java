package execution.tracing;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.StatusChange;
import execution.store.StatusListener;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.Optional;
import shared.trace.TraceParent;

/**
 * Makes the span of a task once the task has ended, from the times that are on the row. No instance is there for as
 * long as a task, so the span cannot be begun when the task begins.
 */
final class TaskSpans implements StatusListener {

    private static final AttributeKey<Long> EXIT_CODE = AttributeKey.longKey("execution.exit_code");
    private static final AttributeKey<String> REASON = AttributeKey.stringKey("execution.reason_class");

    private final Tracer tracer;

    TaskSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public void written(int seq, Execution after) {
        Optional<TraceParent> parent = SpanContexts.of(after);
        if (parent.isPresent()) {
            after.history().changes().stream()
                    .filter(change -> change.seq() > seq && endsTask(change))
                    .forEach(change -> span(parent.get(), after, change));
        }
    }

    private static boolean endsTask(StatusChange change) {
        boolean hadTask =
                change.previous() == ExecutionStatus.DISPATCHED || change.previous() == ExecutionStatus.RUNNING;
        return hadTask && (change.status().isTerminal() || change.status() == ExecutionStatus.ALLOCATED);
    }

    private void span(TraceParent parent, Execution after, StatusChange end) {
        StatusChange begin = after.history().changes().stream()
                .filter(change -> change.seq() < end.seq() && change.status() == ExecutionStatus.DISPATCHED)
                .reduce((earlier, later) -> later)
                .orElse(null);
        if (begin == null) {
            return;
        }
        Span span = tracer.spanBuilder("task")
                .setParent(SpanContexts.context(parent))
                .setStartTimestamp(begin.occurredAt())
                .startSpan();
        SpanContexts.describe(span, after);
        span.setAttribute(SpanContexts.STATUS, end.status().text());
        if (begin.attempt() != null) {
            span.setAttribute(SpanContexts.ATTEMPT, (long) begin.attempt());
        }
        if (end.end() != null && end.end().exitCode() != null) {
            span.setAttribute(EXIT_CODE, (long) end.end().exitCode());
        }
        if (end.status() != ExecutionStatus.COMPLETED) {
            span.setStatus(StatusCode.ERROR);
            if (end.end() != null && end.end().reasonClass() != null) {
                span.setAttribute(REASON, end.end().reasonClass().text());
            }
        }
        span.end(end.occurredAt());
    }
}
