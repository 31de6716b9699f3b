package wrapper.work.exchange;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import shared.part.ExchangeAnswer;
import shared.part.ExchangeRequest;
import shared.part.FleetJson;
import wrapper.call.CallFailedException;
import wrapper.call.CallLimit;
import wrapper.call.HttpCalls;

/** Makes the requests of the exchange. */
public final class ExchangeClient {
    private final HttpCalls http;
    private final String worker;

    /** @param worker the name of the worker, which no other run of a worker has */
    public ExchangeClient(HttpCalls http, String worker) {
        this.http = http;
        this.worker = worker;
    }

    /**
     * Makes one request, and again while the service does not answer.
     *
     * @param time how long the request may take with all repeats
     * @param cancelled ends it at once
     * @throws CallFailedException if the service did not answer, or refuses the request
     */
    public ExchangeAnswer send(
            ServiceAddress address,
            List<ExchangeRequest.Claim> claims,
            List<ExchangeRequest.Report> reports,
            List<String> beats,
            Duration time,
            BooleanSupplier cancelled)
            throws CallFailedException {
        byte[] body = FleetJson.bytes(new ExchangeRequest(worker, claims, reports, beats));
        byte[] answer = http.json("POST", address.parts(), address.headers(), body, new CallLimit(time, cancelled));
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
