package wrapper.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import shared.json.Json;

/**
 * Writes each event as one JSON object in a line, with the keys {@code time}, {@code level}, {@code logger} and
 * {@code message}, and {@code error} if there is an exception.
 */
final class JsonLayout extends LayoutBase<ILoggingEvent> {
    @Override
    public String doLayout(ILoggingEvent event) {
        ObjectNode object = Json.object()
                .put(
                        "time",
                        Instant.ofEpochMilli(event.getTimeStamp())
                                .truncatedTo(ChronoUnit.MILLIS)
                                .toString())
                .put("level", event.getLevel().toString())
                .put("logger", event.getLoggerName())
                .put("message", event.getFormattedMessage());
        if (event.getThrowableProxy() != null) {
            // Only the class is written, because the message may quote a secret.
            object.put("error", event.getThrowableProxy().getClassName());
        }
        return new String(Json.bytes(object), StandardCharsets.UTF_8) + "\n";
    }
}
