package execution.dispatch.ecs;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.application.SharedPlatform;
import execution.config.EcsProperties;
import execution.config.ServiceProperties;
import execution.dispatch.LaunchRefusedException;
import execution.dispatch.LaunchRequest;
import execution.dispatch.LaunchThrottledException;
import execution.model.Launch;
import execution.store.CallBudgets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import local.Names;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;

/** What an answer of ECS means. */
class EcsTasksIT {

    @Test
    void shouldTakeAnInvalidParameterWithATextAboutTheRateForThrottling() {
        assertThatThrownBy(() -> launch("The rate of task launches is exceeded."))
                .isInstanceOf(LaunchThrottledException.class);
        assertThatThrownBy(() -> launch("Rate exceeded")).isInstanceOf(LaunchThrottledException.class);
    }

    @Test
    void shouldTakeAnInvalidCapacityProviderStrategyForARefusal() {
        assertThatThrownBy(() -> launch("The capacity provider strategy cannot contain it."))
                .isInstanceOf(LaunchRefusedException.class);
    }

    private static void launch(String refusal) {
        EcsProperties properties = new EcsProperties(
                Names.CLUSTER,
                List.of(),
                List.of(),
                "DISABLED",
                "",
                Duration.ofMinutes(30),
                Duration.ofMinutes(1),
                new EcsProperties.Budget(1000, 1000, 10, 1000, 10));
        ServiceProperties service = new ServiceProperties(Names.EXECUTIONS_TABLE, Names.ASSETS_TABLE, null, null);
        EcsTasks tasks = new EcsTasks(
                new Refusing(refusal),
                properties,
                new CallBudgets(SharedPlatform.get().dynamoDb(), service));
        tasks.run(new LaunchRequest(
                new Launch("any", "any", null, null, null, Map.of(), Map.of("cluster", Names.CLUSTER)),
                "attempt",
                Map.of()));
    }

    private record Refusing(String message) implements EcsClient {

        @Override
        public RunTaskResponse runTask(RunTaskRequest request) {
            throw InvalidParameterException.builder()
                    .message(message)
                    .statusCode(400)
                    .awsErrorDetails(AwsErrorDetails.builder()
                            .errorCode("InvalidParameterException")
                            .errorMessage(message)
                            .build())
                    .build();
        }

        @Override
        public String serviceName() {
            return "ecs";
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
