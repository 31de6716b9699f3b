package execution.runner;

import com.fasterxml.jackson.databind.util.StdConverter;
import java.time.Instant;

/** Reads a time such as 2026-01-31T12:00:00Z, also where the JSON mapper of a route knows nothing of times. */
class TextToInstant extends StdConverter<String, Instant> {

    @Override
    public Instant convert(String time) {
        return time == null ? null : Instant.parse(time);
    }
}
