package wrapper.run;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.placeholder.PlaceholderSource;

/** The values of {@code ${{oenv.NAME}}}: what started this run, and, once the command has ended, how it ended. */
public final class Oenv {
    private static final Logger LOG = LoggerFactory.getLogger(Oenv.class);
    private static final List<String> COPIED =
            List.of("AWS_EXECUTION_ARN", "AWS_EXECUTION_START", "AWS_STATE_MACHINE_ID", "AWS_STATE_ENTERED");

    private final Map<String, String> values = new ConcurrentHashMap<>();

    /**
     * Takes from the environment what it says of the state machine that started this run. All of that may be missing.
     */
    public Oenv(Map<String, String> environment) {
        for (String name : COPIED) {
            if (environment.containsKey(name)) {
                values.put(name, environment.get(name));
            }
        }
        String arn = values.getOrDefault("AWS_EXECUTION_ARN", "");
        if (!arn.isEmpty()) {
            values.put("ExecutionId", arn.substring(arn.lastIndexOf(':') + 1));
        }
        String start = values.getOrDefault("AWS_EXECUTION_START", "");
        if (!start.isEmpty()) {
            try {
                Instant instant = Instant.parse(start);
                values.put("CreationTimestampSeconds", Long.toString(instant.getEpochSecond()));
                values.put("CreationTimestampMilliseconds", Long.toString(instant.toEpochMilli()));
            } catch (DateTimeException e) {
                LOG.warn("AWS_EXECUTION_START is not a time like 2026-01-31T12:00:00.000Z: no creation timestamps");
            }
        }
    }

    /** Adds a value, or replaces it. */
    public void put(String name, String value) {
        values.put(name, value);
    }

    /** Gives a source of placeholders that has, at any time, the values of that time. */
    PlaceholderSource source() {
        return PlaceholderSource.of("oenv", values);
    }
}
