package execution.logging;

import execution.model.Execution;
import execution.model.ExecutionKey;
import java.util.Collections;
import java.util.Map;
import org.slf4j.MDC;
import shared.collection.BoundedMap;
import shared.trace.TraceParent;

/**
 * Remembers the trace ids of the executions whose rows this process has read or written, because most log lines are
 * marked where only the key of an execution is known. It is static because logback makes {@link ExecutionFields} by its
 * name. The trace of an execution never changes, so an id that is remembered cannot be out of date.
 */
public final class LoggedTraces {

    /** An entry takes some 400 bytes. */
    private static final int MOST = 5_000;

    private static final Map<ExecutionKey, String> IDS =
            Collections.synchronizedMap(BoundedMap.forgettingLeastUsed(MOST));

    private LoggedTraces() {}

    /**
     * Remembers the trace of an execution, if there is one, and adds its id to the log lines of this thread if they are
     * marked with the execution already.
     */
    public static void note(Execution execution) {
        String text = execution.job().traceparent();
        if (text == null) {
            return;
        }
        TraceParent.parse(text).ifPresent(trace -> {
            IDS.put(execution.key(), trace.traceId());
            if (execution.key().executionId().equals(MDC.get(LogContext.EXECUTION))) {
                MDC.put(LogContext.TRACE, trace.traceId());
            }
        });
    }

    /** Gives the trace id of an execution; null if it is part of no trace, or was not seen lately. */
    static String of(ExecutionKey key) {
        return IDS.get(key);
    }
}
