package execution.logging;

import execution.model.ExecutionKey;
import java.util.Map;
import org.slf4j.MDC;

/**
 * Adds the fields {@code tenant_id}, {@code execution_id} and {@code attempt} of an execution to the log lines of the
 * current thread until it is closed. A context that is opened within another one replaces the fields of the outer one
 * until it is closed.
 */
public final class LogContext implements AutoCloseable {

    static final String TENANT = "tenant_id";
    static final String EXECUTION = "execution_id";
    private static final String ATTEMPT = "attempt";

    private final Map<String, String> before;

    private LogContext(Map<String, String> before) {
        this.before = before;
    }

    /**
     * Begins to add the fields to the log lines of the current thread.
     *
     * @param key the execution's key, whose parts were validated
     * @param attempt the number of the attempt, from 1; 0 where no attempt is meant
     * @return the context, which has to be closed by the same thread
     */
    public static LogContext of(ExecutionKey key, int attempt) {
        LogContext context = new LogContext(MDC.getCopyOfContextMap());
        MDC.put(TENANT, key.tenantId());
        MDC.put(EXECUTION, key.executionId());
        if (attempt > 0) {
            MDC.put(ATTEMPT, Integer.toString(attempt));
        } else {
            MDC.remove(ATTEMPT);
        }
        return context;
    }

    /**
     * Does work whose log lines have the fields.
     *
     * @param key as for {@link #of}
     * @param attempt as for {@link #of}
     * @param work what is done; this method throws what the work throws
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
