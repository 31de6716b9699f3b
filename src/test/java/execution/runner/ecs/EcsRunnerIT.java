package execution.runner.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.Mockito.mock;

import execution.aws.ServiceProperties;
import execution.catalogue.Catalogue;
import execution.model.EndReason;
import execution.model.Launch;
import execution.model.ReasonClass;
import execution.model.Samples;
import execution.runner.LaunchAnswer;
import execution.runner.LaunchObjects;
import execution.runner.LaunchRequest;
import execution.runner.RunnerContract;
import execution.store.CallBudgets;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import local.LocalTables;
import local.Names;
import local.ecs.InstantRuntime;
import local.ecs.LocalEcs;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.Compatibility;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.ecs.model.Tag;
import software.amazon.awssdk.services.ecs.model.TaskField;

/** The runner that is shipped, its routes as they are shipped, on the local ECS. */
class EcsRunnerIT extends RunnerContract {

    private static final EcsProperties SETTINGS = new EcsProperties(
            Names.CLUSTER,
            List.of(Names.SUBNET),
            List.of(Names.SECURITY_GROUP),
            "DISABLED",
            "",
            "",
            Duration.ofMinutes(30),
            Duration.ofMinutes(1),
            new EcsProperties.Budget(1000, 1000, 10, 1000, 10),
            null);

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

    @Test
    void shouldTagTheTaskAndMakeTheSameRequestAgainInWhateverOrderTheSettingsAreRead() {
        Launch launch = endless();
        Map<String, String> reversed = new LinkedHashMap<>();
        new TreeMap<>(launch.settings()).descendingMap().forEach(reversed::put);
        Launch readAgain = new Launch(
                launch.taskDefinition(), launch.container(), null, null, null, launch.environment(), reversed);

        String task = tasks().run(new LaunchRequest(launch, "tagged-1", Map.of()));

        assertThat(tasks().run(new LaunchRequest(readAgain, "tagged-1", Map.of())))
                .isEqualTo(task);
        assertThat(client.describeTasks(describe ->
                                describe.cluster(SETTINGS.cluster()).tasks(task).include(TaskField.TAGS))
                        .tasks()
                        .get(0)
                        .tags())
                .extracting(Tag::key, Tag::value)
                .containsExactly(
                        tuple("execution_id", Samples.pending().key().executionId()),
                        tuple("task", "scan"),
                        tuple("tenant_id", "demo"));
    }

    @Override
    protected CamelContext start() throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("ecsTasks", tasks());
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(
                        PluginHelper.getResourceLoader(context).resolveResource("classpath:routes/run-ecs.camel.yaml"));
        context.start();
        return context;
    }

    private static EcsTasks tasks() {
        ServiceProperties service = new ServiceProperties(Names.EXECUTIONS_TABLE, Names.ASSETS_TABLE, null, null);
        CallBudgets budgets =
                new CallBudgets(LocalTables.get().dynamoDb(), service, new SimpleMeterRegistry(), Clock.systemUTC());
        return new EcsTasks(client, Mockito.mock(LaunchObjects.class), SETTINGS, budgets);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLaunchOneTaskThoughANewRevisionComesBetweenTwoCallsForTheAttempt(boolean ecsComparesRevisions) {
        // Given
        String family = "revised-" + ecsComparesRevisions;
        register(family, ContainerDefinition.builder().image(Names.INSTANT_IMAGE));
        ecs.faults().clear();
        ecs.faults().resolveRevisions(ecsComparesRevisions);
        ecs.faults().loseNextAnswers(1);
        LaunchRequest request = new LaunchRequest(launch(family, Map.of()), "attempt-" + family, Map.of());
        EcsTasks tasks = tasks();
        assertThatThrownBy(() -> tasks.run(request)).isInstanceOf(SdkException.class);

        // When
        register(family, ContainerDefinition.builder().image(Names.INSTANT_IMAGE));
        String task = tasks.run(request);

        // Then
        assertThat(tasks(request.attemptId())).isEqualTo(1);
        assertThat(revision(task)).isEqualTo(family + ":1");
    }

    @Test
    void shouldLaunchTheNewestRevisionOfAFamilyAndThePinnedOneWhereItIsPinned() {
        // Given
        ecs.faults().clear();
        register("pinned", ContainerDefinition.builder().image(Names.INSTANT_IMAGE));
        register("pinned", ContainerDefinition.builder().image(Names.INSTANT_IMAGE));
        EcsTasks tasks = tasks();

        // When
        String newest = tasks.run(new LaunchRequest(pinned("pinned"), "newest-1", Map.of()));
        String pinned = tasks.run(new LaunchRequest(pinned("pinned:1"), "pinned-1", Map.of()));
        String byArn = tasks.run(new LaunchRequest(pinned(arn("pinned:1")), "by-arn-1", Map.of()));

        // Then
        assertThat(revision(newest)).isEqualTo("pinned:2");
        assertThat(revision(pinned)).isEqualTo("pinned:1");
        assertThat(revision(byArn)).isEqualTo("pinned:1");
        assertThat(tasks.find("pinned-1", pinned("pinned:1"))).contains(pinned);
    }

    private static Launch pinned(String taskDefinition) {
        return new Launch(
                taskDefinition,
                "pinned",
                null,
                null,
                null,
                Map.of(),
                new EcsSettings(SETTINGS, mock(Catalogue.class)).forLaunch());
    }

    private static String arn(String taskDefinition) {
        return client.describeTaskDefinition(describe -> describe.taskDefinition(taskDefinition))
                .taskDefinition()
                .taskDefinitionArn();
    }

    private static String revision(String task) {
        String arn = client.describeTasks(
                        describe -> describe.cluster(Names.CLUSTER).tasks(task))
                .tasks()
                .get(0)
                .taskDefinitionArn();
        return arn.substring(arn.lastIndexOf('/') + 1);
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
                taskDefinition,
                taskDefinition,
                null,
                null,
                null,
                environment,
                new EcsSettings(SETTINGS, mock(Catalogue.class)).forLaunch(Samples.pending("demo")));
    }

    @Override
    protected long tasks(String attemptId) {
        return ecs.tasksStarted().stream()
                .filter(task -> attemptId.equals(task.startedBy()))
                .count();
    }

    /** Both are the same launch on the row; only whether the attempt is on demand differs. */
    @Test
    void shouldCallALackOfRoomALossOfSpotCapacityOnlyWhereTheTaskWasToRunOnSpotCapacity() {
        Launch onDemand = prepare(Case.REFUSED_FOR_NOW);
        Launch onSpot = onSpot(onDemand);

        assertThat(refusal(onSpot).reasonClass()).isEqualTo(ReasonClass.SPOT);
        prepare(Case.REFUSED_FOR_NOW);
        assertThat(refusal(onDemand).reasonClass()).isEqualTo(ReasonClass.CAPACITY);
    }

    /** The request of an attempt on demand is made anew of the stored launch for each call. */
    @Test
    void shouldFindTheTaskOfAnAttemptOnDemandAgainWhoseAnswerWasLost() {
        Launch onSpot = onSpot(prepare(Case.ANSWER_LOST));
        EcsSettings settings = new EcsSettings(SETTINGS, mock(Catalogue.class));

        assertThat(run(onSpot.withSettings(settings.onDemand(onSpot.settings()))))
                .isInstanceOf(LaunchAnswer.Unclear.class);
        LaunchAnswer again = run(onSpot.withSettings(settings.onDemand(onSpot.settings())));

        assertThat(again).isInstanceOf(LaunchAnswer.Launched.class);
        assertThat(ecs.tasksStarted()).last().satisfies(task -> assertThat(tasks(task.startedBy()))
                .isEqualTo(1));
        client.stopTask(stop -> stop.cluster(Names.CLUSTER).task(((LaunchAnswer.Launched) again).reference()));
    }

    private static Launch onSpot(Launch onDemand) {
        Map<String, String> settings = new TreeMap<>(onDemand.settings());
        settings.put(EcsSettings.CAPACITY_PROVIDER, "FARGATE_SPOT");
        return onDemand.withSettings(settings);
    }

    private EndReason refusal(Launch launch) {
        LaunchAnswer answer = run(launch);
        assertThat(answer).isInstanceOf(LaunchAnswer.Refused.class);
        return ((LaunchAnswer.Refused) answer).why();
    }
}
