package wrapper.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Writes each event as one line: time, level, "wrapper:" and the message, with blanks in place of control characters.
 */
final class LineLayout extends LayoutBase<ILoggingEvent> {
    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160)
                .append(Instant.ofEpochMilli(event.getTimeStamp()).truncatedTo(ChronoUnit.MILLIS))
                .append(' ')
                .append(event.getLevel())
                .append(" wrapper: ");
        event.getFormattedMessage()
                .chars()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .forEach(c -> line.append((char) c));
        if (event.getThrowableProxy() != null) {
            // Only the class is written, because the message may quote a secret.
            line.append(" [").append(event.getThrowableProxy().getClassName()).append(']');
        }
        return line.append('\n').toString();
    }
}
