package wrapper.work.exchange;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import shared.json.Json;
import wrapper.call.CallFailedException;
import wrapper.call.CallLimit;
import wrapper.call.HttpCalls;
import wrapper.config.Contract;

/** Asks the service where the inputs of jobs are. An answer serves all parts of the job for some minutes. */
public final class InputAddresses {
    // The address is good for 15 minutes, of which a part that begins late has ten.
    private static final long GOOD_FOR_NANOS = Duration.ofMinutes(5).toNanos();
    private static final int MOST = 100;

    private final HttpCalls http;
    private final Map<ServiceAddress, Input> known = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ServiceAddress, Input> eldest) {
            return size() > MOST;
        }
    };

    public InputAddresses(HttpCalls http) {
        this.http = http;
    }

    /**
     * The input of a job.
     *
     * @param url where ranges of it can be read; a secret, because it is presigned
     * @param size its bytes
     * @param askedAt when it was asked for
     */
    public record Input(String url, long size, long askedAt) {
        @Override
        public String toString() {
            return "input of " + size + " bytes";
        }
    }

    /**
     * Gives the input of a job.
     *
     * @param time how long the request may take with all repeats
     * @throws CallFailedException if the service did not answer, or there is no input
     */
    public Input of(ServiceAddress address, Duration time, BooleanSupplier cancelled) throws CallFailedException {
        long now = System.nanoTime();
        synchronized (known) {
            Input input = known.get(address);
            if (input != null && now - input.askedAt() < GOOD_FOR_NANOS) {
                return input;
            }
        }
        URI uri = URI.create(address.callbacks() + "/input");
        byte[] answer = http.json("GET", uri, address.headers(), null, new CallLimit(time, cancelled));
        ObjectNode found = Json.object(answer).orElseGet(Json::object);
        Input input;
        try {
            input = new Input(
                    Contract.httpUrl(found.path("url").asText("")).toString(),
                    found.path("size").asLong(-1),
                    now);
        } catch (IllegalArgumentException e) {
            throw new CallFailedException("GET /input: url in the answer " + e.getMessage(), 0);
        }
        synchronized (known) {
            known.remove(address);
            known.put(address, input);
        }
        return input;
    }
}
