package execution.logging;

import execution.model.ExecutionKey;
import java.util.Map;
import org.slf4j.MDC;

/**
 * Marks the log lines of a thread with the execution that it works on: {@code tenant_id}, {@code execution_id} and
 * {@code attempt}, until it is closed. One within another goes before it for that time.
 */
public final class LogContext implements AutoCloseable {

    private final Map<String, String> before;

    private LogContext(Map<String, String> before) {
        this.before = before;
    }

    /**
     * Begins to mark.
     *
     * @param key the execution's, of validated parts
     * @param attempt from 1; 0 where no attempt is meant
     * @return what ends it
     */
    public static LogContext of(ExecutionKey key, int attempt) {
        LogContext context = new LogContext(MDC.getCopyOfContextMap());
        MDC.put("tenant_id", key.tenantId());
        MDC.put("execution_id", key.executionId());
        if (attempt > 0) {
            MDC.put("attempt", Integer.toString(attempt));
        } else {
            MDC.remove("attempt");
        }
        return context;
    }

    /**
     * Does work whose log lines are marked.
     *
     * @param key as for {@link #of}
     * @param attempt as for {@link #of}
     * @param work what is done; its exceptions come through
     */
    public static void run(ExecutionKey key, int attempt, Runnable work) {
        try (LogContext context = of(key, attempt)) {
            work.run();
        }
    }

    @Override
    public void close() {
        if (before == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(before);
        }
    }
}
