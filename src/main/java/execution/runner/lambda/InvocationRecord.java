package execution.runner.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.UnusableMessageException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * What Lambda sends to the destination of a function when an asynchronous invocation is over. The event that the
 * function was invoked with and what it answered are in it, so its parts come from outside.
 *
 * @param occurredAt when Lambda said so
 * @param requestId names the call that Lambda took; all invocations for that call have the same
 * @param functionArn of the function, with its version
 * @param condition how the invocations for the call ended
 * @param attemptId of the event
 * @param functionError whether the function itself failed
 * @param errorType the kind of the function's error; null if there is none that is a name
 * @param invocationId which invocation the function's answer says that it was; null if it does not say so
 * @param exitCode how the job ended by the function's answer; null if it does not say so
 */
record InvocationRecord(
        Instant occurredAt,
        String requestId,
        String functionArn,
        Condition condition,
        String attemptId,
        boolean functionError,
        String errorType,
        String invocationId,
        Integer exitCode) {

    /** Two events of 256 KiB, each of them as an escaped text. */
    private static final int MOST_CHARACTERS = 1_048_576;

    private static final Pattern ATTEMPT_ID = Pattern.compile("[0-9a-f]{32}-[1-9][0-9]{0,2}");
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern INVOCATION_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}(/[A-Za-z0-9._-]{1,64})?");
    private static final Pattern ERROR_TYPE = Pattern.compile("[A-Za-z_$][A-Za-z0-9_.$]{0,99}");
    private static final int MOST_EXIT_CODE = 255;

    /** How the invocations for a call ended, in Lambda's words. */
    enum Condition {
        SUCCESS("Success"),
        RETRIES_EXHAUSTED("RetriesExhausted"),
        EVENT_AGE_EXCEEDED("EventAgeExceeded");

        private final String word;

        Condition(String word) {
            this.word = word;
        }

        /** Gives Lambda's word. */
        String word() {
            return word;
        }

        static Condition of(String word) {
            return Arrays.stream(values())
                    .filter(condition -> condition.word.equals(word))
                    .findFirst()
                    .orElseThrow(() -> unusable("requestContext.condition is not known"));
        }
    }

    /**
     * Reads a record.
     *
     * @throws UnusableMessageException if the text is no such record, or is none of an attempt; the message quotes
     *     nothing of it
     */
    static InvocationRecord read(String text, ObjectMapper mapper) {
        JsonNode root = root(text, mapper);
        JsonNode context = root.path("requestContext");
        JsonNode answer = root.path("responsePayload");
        String function = context.path("functionArn").asText();
        if (!FunctionName.isOne(function)) {
            throw unusable("requestContext.functionArn names no function");
        }
        JsonNode error = root.path("responseContext").path("functionError");
        return new InvocationRecord(
                time(root.path("timestamp")),
                required(context.path("requestId"), REQUEST_ID, "requestContext.requestId"),
                function,
                Condition.of(context.path("condition").asText()),
                required(root.path("requestPayload").path(LambdaEvents.ATTEMPT_ID), ATTEMPT_ID, "the attempt's id"),
                !error.isMissingNode() && !error.isNull(),
                optional(answer.path("errorType"), ERROR_TYPE),
                optional(answer.path("invocation_id"), INVOCATION_ID),
                exitCode(answer.path("exit_code")));
    }

    private static JsonNode root(String text, ObjectMapper mapper) {
        if (text == null || text.length() > MOST_CHARACTERS) {
            throw unusable("it must be JSON of at most " + MOST_CHARACTERS + " characters");
        }
        try {
            JsonNode root = mapper.readTree(text);
            if (root != null && root.isObject()) {
                return root;
            }
        } catch (JsonProcessingException e) {
            // The parser's words quote the text, which may hold a token.
        }
        throw unusable("it must be a JSON object");
    }

    private static Instant time(JsonNode given) {
        try {
            return Instant.parse(given.asText());
        } catch (DateTimeParseException e) {
            throw unusable("timestamp is no time");
        }
    }

    private static String required(JsonNode given, Pattern form, String name) {
        String text = optional(given, form);
        if (text == null) {
            throw unusable(name + " is missing or is not valid");
        }
        return text;
    }

    private static String optional(JsonNode given, Pattern form) {
        return given.isTextual() && form.matcher(given.textValue()).matches() ? given.textValue() : null;
    }

    private static Integer exitCode(JsonNode given) {
        return given.isIntegralNumber()
                        && given.canConvertToInt()
                        && given.intValue() >= 0
                        && given.intValue() <= MOST_EXIT_CODE
                ? given.intValue()
                : null;
    }

    private static UnusableMessageException unusable(String why) {
        return new UnusableMessageException("not a record of an asynchronous invocation: " + why);
    }

    /** Tells whether the function's answer is of one of the invocations for this call. */
    boolean answersForItself() {
        return invocationId != null && (invocationId.equals(requestId) || invocationId.startsWith(requestId + "/"));
    }
}
