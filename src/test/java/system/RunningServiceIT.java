package system;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.ExecutionKey;
import org.junit.jupiter.api.Test;

class RunningServiceIT {

    @Test
    void shouldRunAJobFromTheRequestToItsEnd() {
        String tenant = SharedPlatform.newTenant();
        try (RunningService service = RunningService.start(SharedPlatform.get())) {

            ExecutionKey key = service.trigger(tenant, RunningService.event("instant"));

            assertThat(service.awaitStatus(key, "completed").get("exit_code").asInt())
                    .isZero();
        }
    }
}
