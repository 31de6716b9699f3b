package local.ecs;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.Compatibility;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.ContainerOverride;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskOverride;

/** A local ECS with a shell and an instant task definition, and the real client, which does not retry. */
abstract class WithLocalEcs {

    static final String SHELL = "shell";
    static final String INSTANT = "instant";

    @TempDir
    Path logs;

    final Queue<String> events = new ConcurrentLinkedQueue<>();
    LocalEcs ecs;
    EcsClient client;

    @BeforeEach
    final void start() throws Exception {
        ecs = LocalEcs.start(LocalEcs.Options.of(logs, events::add)
                .withRuntime("local/instant", new InstantRuntime(environment -> {})));
        client = clientOf(ecs);
        client.createCluster(cluster -> cluster.clusterName("executions"));
        register(SHELL, container -> container.image("local/shell").entryPoint("/bin/sh", "-c"));
        register(INSTANT, container -> container.image("local/instant"));
    }

    @AfterEach
    final void close() throws Exception {
        client.close();
        ecs.close();
    }

    static EcsClient clientOf(LocalEcs ecs) {
        return EcsClient.builder()
                .endpointOverride(ecs.endpoint())
                .region(Region.EU_WEST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClient(Apache5HttpClient.create())
                .overrideConfiguration(client -> client.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    void register(String family, Consumer<ContainerDefinition.Builder> settings) {
        var container = ContainerDefinition.builder().name(family).essential(true);
        settings.accept(container);
        client.registerTaskDefinition(definition -> definition
                .family(family)
                .requiresCompatibilities(Compatibility.FARGATE)
                .networkMode(NetworkMode.AWSVPC)
                .cpu("256")
                .memory("512")
                .containerDefinitions(container.build()));
    }

    static RunTaskRequest.Builder request(String family) {
        return RunTaskRequest.builder()
                .cluster("executions")
                .taskDefinition(family)
                .launchType(LaunchType.FARGATE)
                .networkConfiguration(network -> network.awsvpcConfiguration(vpc -> vpc.subnets("subnet-local")));
    }

    Task run(String family, String command, Map<String, String> environment) {
        var variables = environment.entrySet().stream()
                .map(variable -> KeyValuePair.builder()
                        .name(variable.getKey())
                        .value(variable.getValue())
                        .build())
                .toList();
        RunTaskResponse answer = client.runTask(request(family)
                .overrides(overrides(family, container -> {
                    container.environment(variables);
                    if (command != null) {
                        container.command(command);
                    }
                }))
                .build());
        return answer.tasks().get(0);
    }

    Task awaitStopped(Task task) {
        return awaitStopped(client, task.taskArn());
    }

    static Task awaitStopped(EcsClient client, String arn) {
        return await().pollInterval(Duration.ofMillis(20))
                .until(
                        () -> client.describeTasks(describe ->
                                        describe.cluster("executions").tasks(arn))
                                .tasks()
                                .get(0),
                        task -> task.lastStatus().equals("STOPPED"));
    }

    String awaitLog(Task task, String text) {
        var log = logs.resolve(id(task) + "-" + task.containers().get(0).name() + ".log");
        return await().pollInterval(Duration.ofMillis(20))
                .until(
                        () -> Files.exists(log) ? Files.readString(log) : "",
                        content -> content.contains(text) && content.endsWith("\n"));
    }

    static String id(Task task) {
        return task.taskArn().substring(task.taskArn().lastIndexOf('/') + 1);
    }

    static TaskOverride overrides(String container, Consumer<ContainerOverride.Builder> settings) {
        var override = ContainerOverride.builder().name(container);
        settings.accept(override);
        return TaskOverride.builder().containerOverrides(override.build()).build();
    }
}
