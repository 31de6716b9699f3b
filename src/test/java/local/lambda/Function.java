package local.lambda;

/**
 * A function of the local Lambda.
 *
 * @param name without version
 * @param handler what an invocation does
 * @param retries how often an asynchronous event is handled again after an error, 0 to 2 on real Lambda
 */
public record Function(String name, Handler handler, int retries) {

    /** What a function does with an event. */
    @FunctionalInterface
    public interface Handler {

        /**
         * Handles an event.
         *
         * @param event JSON
         * @param requestId the id of the request that Lambda took, the same for each retry
         * @return what the function answered, or its error
         */
        Answer handle(String event, String requestId) throws InterruptedException;
    }

    /**
     * What came of an invocation.
     *
     * @param payload JSON: what the function returned, or its error with {@code errorType} and {@code errorMessage}
     * @param error whether it is an error
     * @param printed what the invocation printed
     */
    public record Answer(String payload, boolean error, String printed) {

        public Answer(String payload, boolean error) {
            this(payload, error, "");
        }

        /** The same of an invocation that printed something. */
        Answer printed(String text) {
            return new Answer(payload, error, text);
        }

        public static Answer of(String payload) {
            return new Answer(payload, false);
        }

        public static Answer error(String type, String message) {
            return new Answer(
                    Json.object()
                            .put("errorType", type)
                            .put("errorMessage", message)
                            .toString(),
                    true);
        }
    }
}
