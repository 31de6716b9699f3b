package wrapper.work.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import wrapper.ServiceStub;
import wrapper.call.HttpCalls;

class TaskProtectionTest {
    private static final String CALL = "PUT /api/task-protection/v1/state";
    private static final String ON = "{\"ProtectionEnabled\":true,\"ExpiresInMinutes\":60}";
    private static final String OFF = "{\"ProtectionEnabled\":false}";
    private static final long SECOND = 1_000_000_000;

    private final AtomicInteger busy = new AtomicInteger();

    @Test
    void shouldTellOnlyOfTheChangeAndBeforeTheProtectionRunsOut() throws Exception {
        try (ServiceStub agent = new ServiceStub();
                HttpCalls http = new HttpCalls()) {
            TaskProtection protection = TaskProtection.of(
                            Map.of("ECS_AGENT_URI", agent.url("/api")), http, busy::get, Runnable::run)
                    .orElseThrow();
            long now = System.nanoTime() + SECOND;
            protection.tick(now);
            assertThat(agent.requests()).isEmpty();

            busy.set(1);
            protection.tick(now);
            protection.tick(now + SECOND);
            busy.set(0);
            protection.tick(now + 2 * SECOND);
            busy.set(3);
            protection.tick(now + 9 * SECOND);
            assertThat(agent.bodies(CALL)).containsExactly(ON);

            protection.tick(now + 1_900 * SECOND);
            assertThat(agent.bodies(CALL)).containsExactly(ON, ON);

            busy.set(0);
            protection.tick(now + 1_905 * SECOND);
            assertThat(agent.bodies(CALL)).hasSize(2);
            protection.tick(now + 1_911 * SECOND);
            protection.tick(now + 1_912 * SECOND);
            assertThat(agent.bodies(CALL)).containsExactly(ON, ON, OFF);
        }
    }

    @Test
    void shouldAskAgainAfterAFailureButNotAtOnce() throws Exception {
        try (ServiceStub agent = new ServiceStub().answer("PUT", "/api/task-protection/v1/state", 500, "");
                HttpCalls http = new HttpCalls()) {
            TaskProtection protection = TaskProtection.of(
                            Map.of("ECS_AGENT_URI", agent.url("/api")), http, busy::get, Runnable::run)
                    .orElseThrow();
            busy.set(1);
            protection.tick(System.nanoTime());
            protection.tick(System.nanoTime());
            assertThat(agent.bodies(CALL)).isEqualTo(List.of(ON));

            protection.tick(System.nanoTime() + 20 * SECOND);
            assertThat(agent.bodies(CALL)).isEqualTo(List.of(ON, ON));
        }
    }

    @Test
    void shouldDoNothingOutsideOfEcs() {
        assertThat(TaskProtection.of(Map.of(), null, busy::get, Runnable::run)).isEmpty();
        assertThat(TaskProtection.of(Map.of("ECS_AGENT_URI", "file:///x"), null, busy::get, Runnable::run))
                .isEmpty();
    }
}
