package wrapper.action;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.json.Json;
import shared.trace.TraceParent;
import wrapper.call.CallFailedException;
import wrapper.call.CallLimit;
import wrapper.call.HttpCalls;

/**
 * Sends an HTTP request, and again after a failure as often as the action says. Any status 2xx is a success. The
 * request carries the trace of the run on, unless the action has a header {@code traceparent} of its own.
 */
public final class HttpAction implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(HttpAction.class);

    private final HttpCalls http;
    private final Optional<TraceParent> trace;

    /** Takes what sends the requests, and the trace that the run is part of. */
    public HttpAction(HttpCalls http, Optional<TraceParent> trace) {
        this.http = http;
        this.trace = trace;
    }

    @Override
    public void process(Exchange exchange) throws ActionFailedException, InterruptedException {
        ActionCall call = ActionCall.of(exchange);
        HttpActionRequest request = ActionRequests.read(exchange, HttpActionRequest::parse);
        URI uri = request.uri();
        byte[] body = request.payload() == null ? null : Json.bytes(request.payload());
        Map<String, String> headers = headers(request);
        CallLimit limit = new CallLimit(request.timeout(), call.time()::over);
        for (int left = request.sends() - 1; ; left--) {
            try {
                http.send(request.method(), uri, headers, body, limit);
                return;
            } catch (CallFailedException e) {
                if (left == 0) {
                    throw new ActionFailedException(e.getMessage());
                }
                LOG.info("{}: {}, trying again", call.name(), e.getMessage());
                call.pause(request.retrySleep());
                if (call.time().over()) {
                    throw new ActionFailedException(e.getMessage() + ", and no time for more");
                }
            }
        }
    }

    private Map<String, String> headers(HttpActionRequest request) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        trace.ifPresent(present -> headers.put(TraceParent.HEADER, present.text()));
        headers.putAll(request.headers());
        return headers;
    }
}
