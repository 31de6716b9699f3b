package local.lambda;

import java.time.Instant;
import java.util.function.Consumer;

/** Tells what became of asynchronous invocations, in the form of Lambda's destinations. */
final class Destination {

    private final Consumer<String> records;
    private final LambdaFaults faults;

    Destination(Consumer<String> records, LambdaFaults faults) {
        this.records = records;
        this.faults = faults;
    }

    /**
     * Sends a record.
     *
     * @param condition Success, RetriesExhausted or EventAgeExceeded
     * @param times how often a function was invoked with the event
     * @param answer of the last invocation; null if no function was invoked
     */
    void tell(String function, String requestId, String event, String condition, int times, Function.Answer answer) {
        if (faults.losesRecord()) {
            return;
        }
        var record = Json.object();
        record.put("version", "1.0");
        record.put("timestamp", Instant.now().toString());
        record.putObject("requestContext")
                .put("requestId", requestId)
                .put("functionArn", LocalLambda.arn(function) + ":$LATEST")
                .put("condition", condition)
                .put("approximateInvokeCount", times);
        record.set("requestPayload", Json.read(event));
        if (answer != null) {
            var response = record.putObject("responseContext");
            response.put("statusCode", 200).put("executedVersion", "$LATEST");
            if (answer.error()) {
                response.put("functionError", "Unhandled");
            }
            record.set("responsePayload", Json.read(answer.payload()));
        }
        records.accept(record.toString());
    }
}
