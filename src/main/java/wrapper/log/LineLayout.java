package wrapper.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Time, level, "wrapper:" and the message, with what would end the line or steer a terminal blanked out. */
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
            // Only its kind: its message may quote what it failed on.
            line.append(" [").append(event.getThrowableProxy().getClassName()).append(']');
        }
        return line.append('\n').toString();
    }
}
