package system;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.ExecutionKey;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RunningServiceIT {

    private static RunningService service;

    @BeforeAll
    static void start() {
        service = RunningService.start(SharedPlatform.get());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void shouldRunAJobFromTheRequestToItsEnd() {
        String tenant = SharedPlatform.newTenant();

        ExecutionKey key = service.trigger(tenant, RunningService.event("instant"));

        assertThat(service.awaitStatus(key, "completed").get("exit_code").asInt())
                .isZero();
    }

    @Test
    void shouldNoteOnAFailureTheRouteThatItComesFrom() {
        Exchange failed = service.bean(ProducerTemplate.class)
                .send("direct:prepare-launch", exchange -> exchange.getMessage().setBody("no execution"));

        assertThat(failed.getException().getSuppressed())
                .singleElement()
                .hasToString("execution.logging.FailedRoutes$InRoute: prepare-launch");
    }
}
