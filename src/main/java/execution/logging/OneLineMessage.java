package execution.logging;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.Set;

/**
 * Writes a message on one line, whatever its arguments hold. The class is public because logback creates it by its
 * name.
 */
public class OneLineMessage extends MessageConverter {

    /**
     * The loggers that say why the service cannot start. Their messages may have several lines, because nothing from
     * outside can be in them: the service has not received anything yet.
     */
    private static final Set<String> OF_THE_START = Set.of(
            "org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter",
            "org.springframework.boot.autoconfigure.logging.ConditionEvaluationReportLogger");

    @Override
    public String convert(ILoggingEvent event) {
        String message = super.convert(event);
        return message == null || OF_THE_START.contains(event.getLoggerName()) ? message : Printable.of(message);
    }
}
