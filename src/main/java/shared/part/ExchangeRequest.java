package shared.part;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * What a worker says of one job's parts: {@code POST <callback_url>/parts}.
 *
 * @param worker names the worker; another run of the same worker has another name
 * @param claims the bundles that the worker asks for
 * @param reports how parts ended
 * @param beats the bundles that the worker holds and goes on with
 */
public record ExchangeRequest(String worker, List<Claim> claims, List<Report> reports, List<String> beats) {

    /** The most bytes of a request's body. */
    public static final int MOST_BYTES = 256 * 1024;

    /** The most claims of a request, the most reports, and the most beats. */
    public static final int MOST_EACH = 500;

    /** The most characters of a worker's name. */
    public static final int MOST_NAME = 100;

    public ExchangeRequest {
        claims = claims == null ? List.of() : List.copyOf(claims);
        reports = reports == null ? List.of() : List.copyOf(reports);
        beats = beats == null ? List.of() : List.copyOf(beats);
    }

    /**
     * A claim of a bundle. It has one of the two.
     *
     * @param bundle the bundle as its message named it; null where a launch is shown
     * @param launch the mark of the launch that the worker was started by, any bundle of which is claimed; null where a
     *     bundle is named
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Claim(String bundle, String launch) {

        /** A claim of a bundle that a message named. */
        public Claim(String bundle) {
            this(bundle, null);
        }

        /** A claim of any bundle of a launch. */
        public static Claim ofLaunch(String launch) {
            return new Claim(null, launch);
        }
    }

    /** The ends of some parts of a bundle. The others may be reported before or after. */
    public record Report(String bundle, List<End> parts) {

        public Report {
            parts = parts == null ? List.of() : List.copyOf(parts);
        }
    }

    /**
     * How a try of a part ended.
     *
     * @param part the part's number within the job
     * @param attempt the number of the try, as the claim gave it
     * @param status {@link #DONE}, {@link #FAILED} or {@link #RETURNED}
     * @param value the part's value, any JSON of at most {@link #MOST_VALUE_BYTES}; null if it has none
     * @param reason why the try failed, at most {@link #MOST_REASON} characters; null if it did not
     * @param exitCode the exit code of the part's process; null if there is none
     * @param seconds how long the try took
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record End(
            @JsonProperty(required = true) int part,
            @JsonProperty(value = "try", required = true) int attempt,
            @JsonProperty(required = true) String status,
            JsonNode value,
            String reason,
            Integer exitCode,
            double seconds) {

        public static final String DONE = "done";
        public static final String FAILED = "failed";

        /** The worker stops, and has run the part not at all or not to its end. The try does not count. */
        public static final String RETURNED = "returned";

        /** The most bytes of a value as JSON. */
        public static final int MOST_VALUE_BYTES = 16 * 1024;

        /** The most characters of a reason. */
        public static final int MOST_REASON = 1_000;
    }
}
