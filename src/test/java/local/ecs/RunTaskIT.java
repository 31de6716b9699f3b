package local.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ecs.model.CapacityProviderStrategyItem;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.ConflictException;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.NetworkConfiguration;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;

class RunTaskIT extends WithLocalEcs {

    @Test
    void shouldAnswerTheSameTaskToTheSameTokenAndRequest() {
        var request =
                request(INSTANT).clientToken("token-1").startedBy("attempt-1").build();

        var first = client.runTask(request).tasks().get(0);
        awaitStopped(first);
        var second = client.runTask(request).tasks();

        assertThat(second).singleElement().satisfies(task -> {
            assertThat(task.taskArn()).isEqualTo(first.taskArn());
            assertThat(task.lastStatus()).isEqualTo("STOPPED");
        });
        assertThat(ecs.tasksStarted()).singleElement().satisfies(task -> {
            assertThat(task.startedBy()).isEqualTo("attempt-1");
            assertThat(task.clientToken()).isEqualTo("token-1");
        });
        assertThat(ecs.runTaskCalls()).hasSize(2);
    }

    @Test
    void shouldMakeOneTaskWhenTheSameTokenComesInAtOnce() {
        var request = request(INSTANT).clientToken("token-1").build();

        var arns = IntStream.range(0, 20)
                .parallel()
                .mapToObj(i -> client.runTask(request).tasks().get(0).taskArn())
                .distinct();

        assertThat(arns).hasSize(1);
        assertThat(ecs.tasksStarted()).hasSize(1);
    }

    @Test
    void shouldNameTheTaskWhenATokenComesWithAnotherRequest() {
        var first = client.runTask(
                request(INSTANT).clientToken("token-1").startedBy("attempt-1").build());
        var other =
                request(INSTANT).clientToken("token-1").startedBy("attempt-2").build();

        assertThatThrownBy(() -> client.runTask(other))
                .isInstanceOfSatisfying(ConflictException.class, conflict -> assertThat(conflict.resourceIds())
                        .containsExactly(first.tasks().get(0).taskArn()));
    }

    @Test
    void shouldFindTheTaskAgainWhenTheAnswerWasLost() {
        var request = request(INSTANT).clientToken("token-1").build();
        ecs.faults().loseNextAnswers(1);

        assertThatThrownBy(() -> client.runTask(request)).isInstanceOf(SdkClientException.class);
        var again = client.runTask(request);

        assertThat(ecs.tasksStarted())
                .extracting(StartedTask::taskArn)
                .containsExactly(again.tasks().get(0).taskArn());
    }

    @Test
    void shouldThrottleAsOftenAsToldAndStartNothing() {
        ecs.faults().throttleNext(2);

        for (var i = 0; i < 2; i++) {
            assertThatThrownBy(() -> run(INSTANT, null, Map.of())).isInstanceOfSatisfying(EcsException.class, e -> {
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ThrottlingException");
                assertThat(e.isThrottlingException()).isTrue();
            });
        }
        assertThat(ecs.tasksStarted()).isEmpty();

        ecs.faults().throttleNextAsInvalidParameter(1);
        assertThatThrownBy(() -> run(INSTANT, null, Map.of()))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Rate exceeded");
        assertThat(run(INSTANT, null, Map.of()).taskArn()).isNotEmpty();
    }

    @Test
    void shouldRefuseForLackOfCapacityInBothWays() {
        ecs.faults().refuseNextForCapacity(1);

        var refused = client.runTask(request(INSTANT).clientToken("token-1").build());

        assertThat(refused.tasks()).isEmpty();
        assertThat(refused.failures()).singleElement().satisfies(failure -> assertThat(failure.reason())
                .startsWith("RESOURCE:"));

        ecs.faults().refuseNextForFargateCapacity(1);
        assertThatThrownBy(() -> run(INSTANT, null, Map.of()))
                .isInstanceOf(ClientException.class)
                .hasMessageContaining("Capacity is unavailable at this time");
        assertThat(client.runTask(request(INSTANT).clientToken("token-1").build())
                        .tasks())
                .hasSize(1);
    }

    @Test
    void shouldRefuseWhatRealEcsRefuses() {
        assertThatThrownBy(() ->
                        client.runTask(request(INSTANT).cluster("elsewhere").build()))
                .isInstanceOf(ClusterNotFoundException.class);
        assertThatThrownBy(() -> client.runTask(request("nothing").build())).isInstanceOf(ClientException.class);
        refused(request(INSTANT).startedBy("tenant#1"));
        refused(request(INSTANT).startedBy("a".repeat(129)));
        refused(request(INSTANT).clientToken("a".repeat(65)));
        refused(request(INSTANT).count(11));
        refused(request(INSTANT).tags(tag -> tag.key("aws:own").value("v")));
        refused(request(INSTANT).tags(tag -> tag.key("k").value("#")));
        refused(request(INSTANT).tags(tag -> tag.key("k").value("v".repeat(257))));
        refused(request(INSTANT).overrides(overrides("other", container -> {})));
        var tooLong =
                KeyValuePair.builder().name("LONG").value("a".repeat(8192)).build();
        refused(request(INSTANT).overrides(overrides(INSTANT, container -> container.environment(tooLong))));
        refused(request(INSTANT).networkConfiguration((NetworkConfiguration) null));
        refused(request(INSTANT)
                .capacityProviderStrategy(CapacityProviderStrategyItem.builder()
                        .capacityProvider("FARGATE_SPOT")
                        .build()));
        assertThat(ecs.tasksStarted()).isEmpty();
    }

    private void refused(RunTaskRequest.Builder request) {
        assertThatThrownBy(() -> client.runTask(request.build())).isInstanceOf(InvalidParameterException.class);
    }
}
