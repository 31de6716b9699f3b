package shared.part;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * What the service answers to an {@link ExchangeRequest}.
 *
 * @param claims an answer to each claim
 * @param reports an answer to each report
 * @param beats an answer to each beat
 * @param stopping whether the whole job is being stopped
 */
public record ExchangeAnswer(
        List<ClaimAnswer> claims, List<ReportAnswer> reports, List<BeatAnswer> beats, boolean stopping) {

    public ExchangeAnswer {
        claims = claims == null ? List.of() : List.copyOf(claims);
        reports = reports == null ? List.of() : List.copyOf(reports);
        beats = beats == null ? List.of() : List.copyOf(beats);
    }

    /**
     * The answer to a claim.
     *
     * @param bundle the bundle as the claim named it, or that which a launch has given; null if a launch had none left
     * @param leaseSeconds how long the worker has the bundle without a beat; null if it was not granted
     * @param parts the parts that the worker is to run, and the number of the try that begins; null if none was granted
     * @param reason {@link #GONE}, {@link #HELD} or {@link #STOPPING}; null if the bundle was granted
     * @param retryAfter in how many seconds a held bundle may be free; null otherwise
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ClaimAnswer(
            String bundle, boolean granted, Long leaseSeconds, List<Try> parts, String reason, Long retryAfter) {

        /** The bundle is none of the job's any more: its message can be deleted. */
        public static final String GONE = "gone";

        /** Another worker has the bundle. */
        public static final String HELD = "held";

        /** The job is being stopped: the bundle's message can be deleted. */
        public static final String STOPPING = "stopping";

        public ClaimAnswer {
            parts = parts == null ? null : List.copyOf(parts);
        }
    }

    /**
     * The try of a part that begins with a claim.
     *
     * @param arguments the part's arguments, where the worker has claimed by a launch; null if it has none, or got them
     *     in a message
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Try(int part, @JsonProperty("try") int attempt, JsonNode arguments) {

        /** A try whose arguments are in a message. */
        public Try(int part, int attempt) {
            this(part, attempt, null);
        }
    }

    /** @param reason why the report changes nothing and must not be sent again; null if it was accepted */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ReportAnswer(String bundle, boolean accepted, String reason) {}

    /** @param keep whether the worker still has the bundle; if not, it must end the bundle's parts */
    public record BeatAnswer(String bundle, boolean keep) {}
}
