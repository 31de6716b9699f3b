package execution.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.Lane;
import org.springframework.boot.json.JsonWriter;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;

/**
 * Adds the fields {@code tenant_id}, {@code execution_id} and {@code trace_id} to the lines of a JSON log that name an
 * execution, or a lane, in their text and come from a thread that {@link LogContext} does not mark. So whoever searches
 * the log for an execution finds all lines about it by one field. The class is public because Spring Boot creates it by
 * its name, which {@code application.yaml} has.
 */
public final class ExecutionFields implements StructuredLoggingJsonMembersCustomizer<ILoggingEvent> {

    @Override
    public void customize(JsonWriter.Members<ILoggingEvent> members) {
        members.add(LogContext.TENANT, ExecutionFields::tenant).whenNotNull();
        members.add(LogContext.EXECUTION, ExecutionFields::execution).whenNotNull();
        members.add(LogContext.TRACE, ExecutionFields::trace).whenNotNull();
    }

    private static String tenant(ILoggingEvent line) {
        if (isMarked(line)) {
            return null;
        }
        ExecutionKey key = key(line);
        if (key != null) {
            return key.tenantId();
        }
        Lane lane = argument(line, Lane.class);
        return lane == null ? null : lane.tenantId();
    }

    private static String execution(ILoggingEvent line) {
        ExecutionKey key = isMarked(line) ? null : key(line);
        return key == null ? null : key.executionId();
    }

    private static String trace(ILoggingEvent line) {
        ExecutionKey key = isMarked(line) ? null : key(line);
        return key == null ? null : LoggedTraces.of(key);
    }

    private static boolean isMarked(ILoggingEvent line) {
        return line.getMDCPropertyMap().containsKey(LogContext.TENANT);
    }

    private static ExecutionKey key(ILoggingEvent line) {
        Execution execution = argument(line, Execution.class);
        return execution == null ? argument(line, ExecutionKey.class) : execution.key();
    }

    private static <T> T argument(ILoggingEvent line, Class<T> type) {
        Object[] arguments = line.getArgumentArray();
        if (arguments != null) {
            for (Object argument : arguments) {
                if (type.isInstance(argument)) {
                    return type.cast(argument);
                }
            }
        }
        return null;
    }
}
