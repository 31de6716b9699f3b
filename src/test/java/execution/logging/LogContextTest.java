package execution.logging;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.Samples;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LogContextTest {

    private static final ExecutionKey KEY = new ExecutionKey("demo", "event", "id");

    @AfterEach
    void clear() {
        MDC.clear();
    }

    @Test
    void shouldMarkForItsTimeAndGiveBackWhatWasBefore() {
        try (LogContext outer = LogContext.of(KEY, 2)) {
            LogContext.run(
                    new ExecutionKey("other", "event", "other-id"), 0, () -> assertThat(MDC.getCopyOfContextMap())
                            .isEqualTo(Map.of("tenant_id", "other", "execution_id", "other-id")));

            assertThat(MDC.getCopyOfContextMap())
                    .isEqualTo(Map.of("tenant_id", "demo", "execution_id", "id", "attempt", "2"));
        }
        assertThat(MDC.get("tenant_id")).isNull();
        assertThat(MDC.get("attempt")).isNull();
    }

    @Test
    void shouldAddTheTraceWhereTheRowIsSeen() {
        Execution traced = Samples.traced("00-4bf92f3577b34da6a3ce929d0e0e4737-00f067aa0ba902b7-01");

        try (LogContext context = LogContext.of(traced.key(), 0)) {
            LoggedTraces.note(traced);

            assertThat(MDC.get("trace_id")).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4737");
            LogContext.run(KEY, 0, () -> assertThat(MDC.get("trace_id"))
                    .as("that of another execution")
                    .isNull());
        }
        try (LogContext later = LogContext.of(traced.key(), 1)) {
            assertThat(MDC.get("trace_id")).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4737");
        }
        assertThat(MDC.get("trace_id")).isNull();
    }
}
