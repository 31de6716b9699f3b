package execution.logging;

import execution.model.ExecutionKey;
import java.util.Map;
import org.slf4j.MDC;

/**
 * Adds the fields {@code tenant_id}, {@code execution_id} and {@code attempt} of an execution to the log lines of the
 * current thread until it is closed, and {@code trace_id} if the execution is part of a trace. A context that is opened
 * within another one replaces the fields of the outer one until it is closed.
 */
public final class LogContext implements AutoCloseable {

    static final String TENANT = "tenant_id";
    static final String EXECUTION = "execution_id";
    static final String TRACE = "trace_id";
    private static final String ATTEMPT = "attempt";
    private static final String SPAN = "span_id";

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
        String trace = LoggedTraces.of(key);
        if (trace != null) {
            MDC.put(TRACE, trace);
        } else if (MDC.get(SPAN) == null) {
            MDC.remove(TRACE);
        }
        return context;
    }

    /**
     * Begins to add the fields {@code trace_id} and {@code span_id} of a span to the log lines of the current thread.
     *
     * @param traceId 32 hexadecimal digits
     * @param spanId 16 hexadecimal digits
     * @return the context, which has to be closed by the same thread
     */
    public static LogContext ofSpan(String traceId, String spanId) {
        LogContext context = new LogContext(MDC.getCopyOfContextMap());
        MDC.put(TRACE, traceId);
        MDC.put(SPAN, spanId);
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
