package execution.results;

import execution.aws.ServiceProperties;
import execution.model.Execution;
import execution.model.ResultsKey;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Says which scan results come from. What the task said of it in the metadata of its archive counts where it makes
 * sense. Elsewhere the execution's own values count, and only such as are the same whenever the archive is read,
 * because keys are made of them. Whose results they are is in the key of the object alone.
 */
@Component
class Scans {

    /** What the keys of documents begin with that are too large for any message. */
    static final String LARGE_DOCUMENTS = "documents/";

    private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,256}");
    private static final int MOST_TIME = 40;
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    /** The task's clock may be wrong by that much. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private final String bucket;

    Scans(ServiceProperties service) {
        this.bucket = service.buckets().results();
    }

    /** Gives the scan whose results were put at that key. */
    Scan of(Execution execution, ResultsKey key, FetchedArchive.Origin origin) {
        Map<String, String> said = origin.metadata();
        String id = said.getOrDefault("scan_id", "");
        String end = said.get("scan_end_time");
        Instant ended = time(end, origin.putAt());
        if (ended == null) {
            ended = origin.putAt().truncatedTo(ChronoUnit.SECONDS);
            end = ended.toString();
        }
        String start = said.get("scan_start_time");
        Instant started = time(start, origin.putAt());
        if (started == null || started.isAfter(ended)) {
            Instant launched = execution.lastAttempt().startedAt();
            start = launched == null || launched.isAfter(ended)
                    ? end
                    : launched.truncatedTo(ChronoUnit.SECONDS).toString();
        }
        String archive = key.text();
        return new Scan(
                execution.job().jobName(),
                ID.matcher(id).matches() ? id : execution.key().executionId(),
                start,
                end,
                bucket,
                LARGE_DOCUMENTS
                        + archive.substring(ResultsKey.PREFIX.length(), archive.length() - ResultsKey.SUFFIX.length())
                        + "/");
    }

    /** Reads a time with an offset; null if it is none, or one at which no scan can have been. */
    private static Instant time(String text, Instant putAt) {
        if (text == null || text.length() > MOST_TIME) {
            return null;
        }
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            return time.isBefore(EARLIEST) || time.isAfter(putAt.plus(AHEAD)) ? null : time;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
