package wrapper.work.exchange;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import shared.trace.TraceParent;
import wrapper.config.Contract;

/**
 * Where the service is told of one execution.
 *
 * @param callbacks the execution's address
 * @param token the token of its attempt, a secret
 * @param trace the trace that the execution is part of; empty if it is part of none
 */
public record ServiceAddress(URI callbacks, String token, Optional<TraceParent> trace) {

    /**
     * Reads an address.
     *
     * @param environment the variables of the job, one of which may name a trace
     * @param service how the addresses of the service begin; empty if any may be called
     * @throws IllegalArgumentException if it must not be called; the message does not repeat it
     */
    public static ServiceAddress of(
            String url, String token, Map<String, String> environment, Optional<String> service) {
        URI uri = Contract.httpUrl(url);
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("must not have a query or a fragment");
        }
        // With the slash behind it, so that no other host begins in the same way.
        if (service.isPresent() && !url.startsWith(service.get().replaceFirst("/*$", "/"))) {
            throw new IllegalArgumentException("is none of the service");
        }
        if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("has a token that cannot be sent");
        }
        return new ServiceAddress(
                URI.create(url.replaceFirst("/+$", "")),
                token,
                TraceParent.parse(environment.get(TraceParent.VARIABLE)));
    }

    /** Gives where parts are claimed and reported. */
    URI parts() {
        return URI.create(callbacks + "/parts");
    }

    /** Gives the headers of each call. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Authorization", "Bearer " + token);
        headers.put("Accept", "application/json");
        trace.ifPresent(present -> headers.put(TraceParent.HEADER, present.text()));
        return headers;
    }

    /** Names the address without the token. */
    @Override
    public String toString() {
        return callbacks.getPath();
    }
}
