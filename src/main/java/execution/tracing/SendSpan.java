package execution.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.Map;
import java.util.Set;
import org.apache.camel.opentelemetry2.OpenTelemetrySpanAdapter;
import org.apache.camel.telemetry.TagConstants;

/**
 * The span of something that a stage sends. Of what Camel's tracer says of the endpoint it takes what has no secret in
 * it: an address may have one in its path, such as that of a webhook.
 */
final class SendSpan extends OpenTelemetrySpanAdapter {

    private static final Set<String> TAKEN = Set.of(
            TagConstants.COMPONENT,
            TagConstants.URL_SCHEME,
            TagConstants.HTTP_METHOD,
            TagConstants.HTTP_STATUS,
            TagConstants.MESSAGE_BUS_DESTINATION);

    private final Span span;

    SendSpan(Span span) {
        super(span, null);
        this.span = span;
    }

    Span span() {
        return span;
    }

    @Override
    public void setTag(String key, String value) {
        if (TAKEN.contains(key)) {
            span.setAttribute(key, value);
        }
    }

    @Override
    public void setError(boolean isError) {
        if (isError) {
            span.setStatus(StatusCode.ERROR);
        }
    }

    @Override
    public void log(Map<String, String> fields) {
        // The message of an exception may have secrets in it.
    }
}
