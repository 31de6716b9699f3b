package execution.logging;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** A message on one line, whatever was put into it. Public because logback makes it by its name. */
public class OneLineMessage extends MessageConverter {

    /** Says over several lines why the service cannot start; nothing in it is from outside, for nothing came in yet. */
    private static final String WHY_IT_DOES_NOT_START =
            "org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter";

    @Override
    public String convert(ILoggingEvent event) {
        String message = super.convert(event);
        return message == null || WHY_IT_DOES_NOT_START.equals(event.getLoggerName()) ? message : Printable.of(message);
    }
}
