package execution.tracing;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;

/**
 * Adds each span to a list when it ends.
 *
 * @param spans gets them in their order
 */
record EndedSpans(List<SpanData> spans) implements SpanProcessor {

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        // Nothing is to be done.
    }

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        spans.add(span.toSpanData());
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }
}
