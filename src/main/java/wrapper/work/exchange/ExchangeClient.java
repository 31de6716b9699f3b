package wrapper.work.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import shared.part.ExchangeAnswer;
import shared.part.ExchangeRequest;
import shared.part.ExchangeRequest.Claim;
import shared.part.ExchangeRequest.Report;
import shared.part.FleetJson;
import wrapper.call.CallFailedException;
import wrapper.call.CallLimit;
import wrapper.call.HttpCalls;

/** Makes the requests of the exchange. */
public final class ExchangeClient {
    /**
     * What came of claims and reports.
     *
     * @param answer what the service says to them
     * @param askedAt the monotonic time before they were sent, after the wait for others
     */
    public record Answered(ExchangeAnswer answer, long askedAt) {}

    /** How long a thread waits for others at most. */
    private static final Duration MOST_WAIT = Duration.ofSeconds(2);

    /** How long a request may take that others wait for, or have joined. */
    private static final Duration LONGEST_ONCE = Duration.ofSeconds(5);

    private final HttpCalls http;
    private final String worker;
    private final Duration mostWait;
    private final Duration longestOnce;
    private final Map<ServiceAddress, JoinedCalls> calls = new ConcurrentHashMap<>();

    /** @param worker the name of the worker, which no other run of a worker has */
    public ExchangeClient(HttpCalls http, String worker) {
        this(http, worker, MOST_WAIT, LONGEST_ONCE);
    }

    ExchangeClient(HttpCalls http, String worker, Duration mostWait, Duration longestOnce) {
        this.http = http;
        this.worker = worker;
        this.mostWait = mostWait;
        this.longestOnce = longestOnce;
    }

    /**
     * Claims and reports, and again while the service does not answer. If a request about the same execution is under
     * way, this one waits for up to two seconds and goes with others that wait.
     *
     * @param claims claims of bundles by their names
     * @param time how long the request may take with all repeats
     * @param cancelled ends it at once
     * @return what the service says to these claims and reports, and since when a lease counts
     * @throws CallFailedException if the service did not answer, or refuses the request
     */
    public Answered send(
            ServiceAddress address, List<Claim> claims, List<Report> reports, Duration time, BooleanSupplier cancelled)
            throws CallFailedException {
        long begun = System.nanoTime();
        JoinedCalls joined =
                calls.compute(address, (key, known) -> known == null ? new JoinedCalls(mostWait).used() : known.used());
        try {
            Optional<Answered> answer = joined.send(
                    JoinedRequest.of(worker, claims, reports),
                    new CallLimit(time, cancelled),
                    body -> once(address, body, time, cancelled));
            if (answer.isPresent()) {
                return answer.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallFailedException("interrupted", 0);
        } finally {
            calls.compute(address, (key, known) -> known.unused() ? null : known);
        }
        long askedAt = System.nanoTime();
        return new Answered(
                sendAlone(address, claims, reports, List.of(), time.minusNanos(askedAt - begun), cancelled), askedAt);
    }

    private ExchangeAnswer once(ServiceAddress address, byte[] body, Duration time, BooleanSupplier cancelled)
            throws CallFailedException {
        CallLimit limit = new CallLimit(time.compareTo(longestOnce) < 0 ? time : longestOnce, cancelled);
        return read(http.jsonOnce("POST", address.parts(), address.headers(), body, limit));
    }

    /**
     * Makes one request, and again while the service does not answer. It waits for no other one.
     *
     * @param time how long the request may take with all repeats
     * @param cancelled ends it at once
     * @throws CallFailedException if the service did not answer, or refuses the request
     */
    public ExchangeAnswer sendAlone(
            ServiceAddress address,
            List<Claim> claims,
            List<Report> reports,
            List<String> beats,
            Duration time,
            BooleanSupplier cancelled)
            throws CallFailedException {
        byte[] body = FleetJson.bytes(new ExchangeRequest(worker, claims, reports, beats));
        return read(http.json("POST", address.parts(), address.headers(), body, new CallLimit(time, cancelled)));
    }

    private static ExchangeAnswer read(byte[] answer) throws CallFailedException {
        try {
            return FleetJson.read(answer, ExchangeAnswer.class);
        } catch (IllegalArgumentException e) {
            throw new CallFailedException("POST /parts: the answer cannot be read", 0);
        }
    }

    /** Tells whether a request that failed may be answered otherwise later. */
    public static boolean mayWorkLater(CallFailedException failure) {
        return failure.status() == 0 || failure.status() == 429 || failure.status() >= 500;
    }

    /** Tells whether a refusal says that the execution, or the attempt, is over. */
    public static boolean isOver(CallFailedException failure) {
        return failure.status() == 404 || failure.status() == 409 || failure.status() == 410;
    }
}
