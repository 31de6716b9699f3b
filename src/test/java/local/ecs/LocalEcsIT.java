package local.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.Task;

class LocalEcsIT extends WithLocalEcs {

    private static final Duration RETENTION = Duration.ofSeconds(2);

    @Test
    void shouldListAndDescribeTasks() {
        IntStream.range(0, 3)
                .forEach(i -> client.runTask(request(SHELL)
                        .startedBy("list")
                        .overrides(overrides(SHELL, container -> container.command("exec sleep 300")))
                        .build()));
        run(INSTANT, null, Map.of());

        var pages = client.listTasksPaginator(
                list -> list.cluster("executions").startedBy("list").maxResults(2));
        var arns = pages.taskArns().stream().toList();

        assertThat(pages.stream()).hasSize(2);
        assertThat(arns).hasSize(3).doesNotHaveDuplicates();
        assertThat(client.listTasks(list -> list.cluster("executions").family(SHELL))
                        .taskArns())
                .containsExactlyElementsOf(arns);
        await().untilAsserted(() -> assertThat(
                        client.listTasks(list -> list.cluster("executions").desiredStatus(DesiredStatus.STOPPED))
                                .taskArns())
                .hasSize(1));
        assertThatThrownBy(() -> client.listTasks(
                        list -> list.cluster("executions").startedBy("list").family(SHELL)))
                .isInstanceOf(InvalidParameterException.class);

        var unknown = "arn:aws:ecs:eu-west-1:000000000000:task/executions/00000000000000000000000000000000";
        var described = client.describeTasks(describe -> describe.cluster("executions")
                .tasks(Stream.concat(arns.stream(), Stream.of(unknown)).toList()));
        assertThat(described.tasks()).extracting(Task::taskArn).containsExactlyElementsOf(arns);
        assertThat(described.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.arn()).isEqualTo(unknown);
            assertThat(failure.reason()).isEqualTo("MISSING");
        });
    }

    @Test
    void shouldForgetStoppedTasksAfterAWhile() throws Exception {
        try (var forgetful = LocalEcs.start(LocalEcs.Options.of(logs, events::add)
                        .withStoppedTaskRetention(RETENTION)
                        .withRuntime("local/instant", new InstantRuntime(environment -> {})));
                var forgetfulClient = clientOf(forgetful)) {
            forgetfulClient.createCluster(cluster -> cluster.clusterName("executions"));
            forgetfulClient.registerTaskDefinition(definition -> definition
                    .family(INSTANT)
                    .containerDefinitions(ContainerDefinition.builder()
                            .name(INSTANT)
                            .image("local/instant")
                            .build()));
            var request = request(INSTANT).clientToken("token-1").build();
            var arn = forgetfulClient.runTask(request).tasks().get(0).taskArn();

            // Only what has stopped is forgotten. Nobody waits to see that, because the moment may pass unseen.
            await().untilAsserted(() -> assertThat(forgetfulClient
                            .describeTasks(
                                    describe -> describe.cluster("executions").tasks(arn))
                            .failures())
                    .hasSize(1));
            assertThat(forgetfulClient.runTask(request).tasks().get(0).taskArn())
                    .isNotEqualTo(arn);
        }
    }

    @Test
    void shouldKeepClustersAndTaskDefinitions() {
        assertThat(client.describeClusters(clusters -> clusters.clusters("executions", "elsewhere")))
                .satisfies(answer -> {
                    assertThat(answer.clusters()).singleElement().satisfies(cluster -> assertThat(cluster.status())
                            .isEqualTo("ACTIVE"));
                    assertThat(answer.failures()).hasSize(1);
                });
        client.createCluster(cluster -> cluster.clusterName("second"));
        client.deleteCluster(cluster -> cluster.cluster("second"));
        assertThat(client.listClusters().clusterArns()).singleElement().satisfies(arn -> assertThat(arn)
                .endsWith("/executions"));

        register(SHELL, container -> container.image("local/other"));
        assertThat(client.describeTaskDefinition(definition -> definition.taskDefinition(SHELL))
                        .taskDefinition()
                        .revision())
                .isEqualTo(2);
        assertThat(client.describeTaskDefinition(definition -> definition.taskDefinition(SHELL + ":1"))
                        .taskDefinition()
                        .containerDefinitions()
                        .get(0)
                        .image())
                .isEqualTo("local/shell");
        assertThat(client.listTaskDefinitions(list -> list.familyPrefix(SHELL)).taskDefinitionArns())
                .hasSize(2);
    }
}
