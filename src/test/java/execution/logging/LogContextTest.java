package execution.logging;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.ExecutionKey;
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
}
