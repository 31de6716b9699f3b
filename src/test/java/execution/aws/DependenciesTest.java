package execution.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import execution.model.HandClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Status;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

class DependenciesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final HandClock clock = new HandClock(NOW);
    private final Dependencies dependencies = new Dependencies(metrics, clock);
    private final ExecutionInterceptor table = dependencies.watch("dynamodb");

    private void fails(ExecutionInterceptor client, Throwable failure) {
        Context.FailedExecution call = mock(Context.FailedExecution.class);
        when(call.exception()).thenReturn(failure);
        client.onExecutionFailure(call, new ExecutionAttributes());
    }

    private void timesOut(ExecutionInterceptor client) {
        fails(client, ApiCallTimeoutException.builder().message("no answer").build());
    }

    private void works(ExecutionInterceptor client) {
        client.afterExecution(mock(Context.AfterExecution.class), new ExecutionAttributes());
    }

    private double failing(String name) {
        return metrics.get("execution.dependency.failing")
                .tag("dependency", name)
                .gauge()
                .value();
    }

    @Test
    void shouldSayWhichServiceIsAwaySinceWhenAndWhyWithoutBeingDown() {
        ExecutionInterceptor queues = dependencies.watch("sqs");
        timesOut(table);
        clock.advance(Duration.ofSeconds(30));
        timesOut(table);
        works(queues);

        assertThat(dependencies.health().getStatus()).isEqualTo(Status.UP);
        assertThat(dependencies.health().getDetails())
                .isEqualTo(Map.of("dynamodb", Map.of("failing_since", NOW, "reason", "ApiCallTimeoutException")));
        assertThat(failing("dynamodb")).isEqualTo(1);
        assertThat(failing("sqs")).isZero();
    }

    @Test
    void shouldForgetAFailureAfterACallThatWorked() {
        timesOut(table);
        works(table);

        assertThat(dependencies.health().getDetails()).isEmpty();
        assertThat(failing("dynamodb")).isZero();
    }

    @Test
    void shouldTakeARefusalForAnAnswer() {
        timesOut(table);
        fails(table, ConditionalCheckFailedException.builder().statusCode(400).build());

        assertThat(failing("dynamodb")).isZero();
    }

    @Test
    void shouldNotTakeACallThatTheServiceGaveUpForAFailure() {
        fails(table, AbortedException.create("interrupted"));

        assertThat(failing("dynamodb")).isZero();
    }

    @Test
    void shouldNotSayForEverThatAServiceIsAwayThatNobodyCallsAnyMore() {
        timesOut(table);
        clock.advance(Duration.ofHours(1));

        assertThat(failing("dynamodb")).isZero();
        assertThat(dependencies.health().getDetails()).isEmpty();
    }
}
