package execution.logging;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.Set;

/** A message on one line, whatever was put into it. Public because logback makes it by its name. */
public class OneLineMessage extends MessageConverter {

    /** Say over several lines why the service cannot start; nothing in them is from outside, for nothing came in yet. */
    private static final Set<String> OF_THE_START = Set.of(
            "org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter",
            "org.springframework.boot.autoconfigure.logging.ConditionEvaluationReportLogger");

    @Override
    public String convert(ILoggingEvent event) {
        String message = super.convert(event);
        return message == null || OF_THE_START.contains(event.getLoggerName()) ? message : Printable.of(message);
    }
}
