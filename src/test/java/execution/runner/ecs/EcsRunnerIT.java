package execution.runner.ecs;

import execution.aws.ServiceProperties;
import execution.model.Launch;
import execution.runner.RunnerContract;
import execution.store.CallBudgets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import local.LocalTables;
import local.Names;
import local.ecs.InstantRuntime;
import local.ecs.LocalEcs;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.Compatibility;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.NetworkMode;

/** The runner that is shipped, its routes as they are shipped, on the local ECS. */
class EcsRunnerIT extends RunnerContract {

    private static final EcsProperties SETTINGS = new EcsProperties(
            Names.CLUSTER,
            List.of(Names.SUBNET),
            List.of(Names.SECURITY_GROUP),
            "DISABLED",
            "",
            Duration.ofMinutes(30),
            Duration.ofMinutes(1),
            new EcsProperties.Budget(1000, 1000, 10, 1000, 10));

    @TempDir
    static Path logs;

    private static LocalEcs ecs;
    private static EcsClient client;

    @BeforeAll
    static void startEcs() throws Exception {
        ecs = LocalEcs.start(LocalEcs.Options.of(logs, event -> {})
                .withRuntime(Names.INSTANT_IMAGE, new InstantRuntime(environment -> {})));
        client = EcsClient.builder()
                .endpointOverride(ecs.endpoint())
                .region(Names.REGION)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .overrideConfiguration(calls -> calls.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
        client.createCluster(cluster -> cluster.clusterName(Names.CLUSTER));
        register("instant", ContainerDefinition.builder().image(Names.INSTANT_IMAGE));
        register(
                "no-such-command",
                ContainerDefinition.builder().image("local/process").command("/no/such/command"));
    }

    private static void register(String name, ContainerDefinition.Builder container) {
        client.registerTaskDefinition(request -> request.family(name)
                .requiresCompatibilities(Compatibility.FARGATE)
                .networkMode(NetworkMode.AWSVPC)
                .cpu("256")
                .memory("512")
                .containerDefinitions(container.name(name).essential(true).build()));
    }

    @AfterAll
    static void stopEcs() throws Exception {
        client.close();
        ecs.close();
    }

    @Override
    protected String runner() {
        return "ecs";
    }

    @Override
    protected CamelContext start() throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        ServiceProperties service = new ServiceProperties(Names.EXECUTIONS_TABLE, Names.ASSETS_TABLE, null, null);
        CallBudgets budgets = new CallBudgets(LocalTables.get().dynamoDb(), service, Clock.systemUTC());
        context.getRegistry().bind("ecsTasks", new EcsTasks(client, SETTINGS, budgets));
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(
                        PluginHelper.getResourceLoader(context).resolveResource("classpath:routes/run-ecs.camel.yaml"));
        context.start();
        return context;
    }

    @Override
    protected Launch prepare(Case next) {
        ecs.faults().clear();
        return switch (next) {
            case RUNS -> endless();
            case SUCCEEDS -> launch("instant", Map.of());
            case FAILS -> launch("instant", Map.of(InstantRuntime.EXIT_CODE, "3"));
            case FAILED_BY_PLATFORM -> {
                ecs.faults().failNextStarts(1);
                yield endless();
            }
            case UNUSABLE -> launch("no-such-command", Map.of());
            case REFUSED_FOR_NOW -> {
                ecs.faults().refuseNextForCapacity(1);
                yield endless();
            }
            case REFUSED_FOR_GOOD -> launch("without-task-definition", Map.of());
            case THROTTLED -> {
                ecs.faults().throttleNext(1);
                yield endless();
            }
            case ANSWER_LOST -> {
                ecs.faults().loseNextAnswers(1);
                yield endless();
            }
            case FAILS_TO_ANSWER -> {
                ecs.faults().failNext(1);
                yield endless();
            }
        };
    }

    private static Launch endless() {
        return launch("instant", Map.of(InstantRuntime.MILLIS, "3600000"));
    }

    private static Launch launch(String taskDefinition, Map<String, String> environment) {
        return new Launch(
                taskDefinition, taskDefinition, null, null, null, environment, new EcsSettings(SETTINGS).forLaunch());
    }

    @Override
    protected long tasks(String attemptId) {
        return ecs.tasksStarted().stream()
                .filter(task -> attemptId.equals(task.startedBy()))
                .count();
    }
}
