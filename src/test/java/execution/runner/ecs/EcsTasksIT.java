package execution.runner.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.aws.ServiceProperties;
import execution.model.Launch;
import execution.runner.LaunchObjects;
import execution.runner.LaunchRefusedException;
import execution.runner.LaunchRequest;
import execution.runner.LaunchThrottledException;
import execution.store.CallBudgets;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import local.Names;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.ServerException;
import software.amazon.awssdk.services.ecs.model.StopTaskRequest;
import software.amazon.awssdk.services.ecs.model.StopTaskResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import system.SharedPlatform;

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

    @Test
    void shouldTellARefusalInOurWords() {
        assertThatThrownBy(() -> launch("User: arn:aws:sts::111122223333:assumed-role/x may not do that"))
                .isInstanceOf(LaunchRefusedException.class)
                .hasMessageNotContainingAny("arn", "111122223333");
    }

    @Test
    void shouldLookThroughABoundedNumberOfTheJobsStoppedTasksAlone() {
        // Given
        List<ListTasksRequest> asked = new ArrayList<>();

        // When
        Optional<String> found = tasks(new Listing(asked)).find("attempt", launch());

        // Then
        assertThat(found).isEmpty();
        assertThat(asked.get(0).startedBy()).isEqualTo("attempt");
        assertThat(asked.subList(1, asked.size())).hasSize(10).allSatisfy(request -> {
            assertThat(request.family()).isEqualTo("any");
            assertThat(request.cluster()).isEqualTo("where-it-was-launched");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "scan, scans-scan, scans-scan",
        "scan:3, scans-scan:3, scans-scan",
        "arn:aws:ecs:eu-west-1:000000000000:task-definition/any:7,"
                + " arn:aws:ecs:eu-west-1:000000000000:task-definition/any:7, any"
    })
    void shouldPutWhatFamiliesOfTheInstallationBeginWithBeforeANameAndBeforeNoArn(
            String named, String launched, String searched) {
        // Given
        Launch launch = new Launch(named, "any", null, null, null, Map.of(), Map.of("family-prefix", "scans-"));
        List<String> definitions = new ArrayList<>();
        List<ListTasksRequest> asked = new ArrayList<>();

        // When
        tasks(new Answering(request -> {
                    definitions.add(request.taskDefinition());
                    return RunTaskResponse.builder()
                            .tasks(task -> task.taskArn("some"))
                            .build();
                }))
                .run(new LaunchRequest(launch, "attempt", Map.of()));
        tasks(new Listing(asked)).find("attempt", launch);

        // Then
        assertThat(definitions).containsExactly(launched);
        assertThat(asked.get(1).family()).isEqualTo(searched);
    }

    @Test
    void shouldFindAStoppedTaskThoughEachCallIsAnsweredOnlyTheThirdTime() {
        assertThat(tasks(new Flaky(3, new AtomicInteger())).find("attempt", launch()))
                .contains("3");
    }

    @Test
    void shouldGiveUpAfterSomeTriesWhereNoCallIsAnswered() {
        AtomicInteger calls = new AtomicInteger();

        assertThatThrownBy(() -> tasks(new Flaky(Integer.MAX_VALUE, calls)).find("attempt", launch()))
                .isInstanceOf(ServerException.class);

        assertThat(calls).hasValue(4);
    }

    @Test
    void shouldTakeATaskThatIsNoLongerKnownForStopped() {
        tasks(new Refusing("The referenced task was not found.")).stop("arn", "no longer wanted");
    }

    @Test
    void shouldSayThatALaunchIsTooLongWhichEcsRefusesForThat() {
        assertThatThrownBy(() -> launch("Container Overrides length must be at most 8192"))
                .isInstanceOf(LaunchRefusedException.class)
                .hasMessage("the environment and the command of the job are longer than the platform takes");
    }

    @Test
    void shouldStoreWhatRunTaskDoesNotTakeBeforeItIsCalledAndTheSameEachTime() {
        // Given
        LaunchObjects objects = Mockito.mock(LaunchObjects.class);
        List<byte[]> stored = new ArrayList<>();
        Mockito.doAnswer(call -> stored.add(call.getArgument(1)))
                .when(objects)
                .store(Mockito.eq("attempt"), Mockito.any());
        List<RunTaskRequest> asked = new ArrayList<>();
        EcsTasks tasks = tasks(
                new Answering(request -> {
                    asked.add(request);
                    assertThat(stored).hasSameSizeAs(asked);
                    throw ServerException.builder()
                            .statusCode(500)
                            .message("none")
                            .build();
                }),
                objects);

        // When
        assertThatThrownBy(() -> tasks.run(large())).isInstanceOf(ServerException.class);
        assertThatThrownBy(() -> tasks.run(large())).isInstanceOf(ServerException.class);

        // Then
        assertThat(asked).hasSize(2);
        assertThat(asked.get(1)).isEqualTo(asked.get(0));
        assertThat(stored.get(1)).isEqualTo(stored.get(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {503, 403, 404})
    void shouldLaunchLaterWhileTheObjectCannotBeStored(int status) {
        LaunchObjects objects = Mockito.mock(LaunchObjects.class);
        Mockito.doThrow(S3Exception.builder()
                        .statusCode(status)
                        .message("not stored")
                        .build())
                .when(objects)
                .store(Mockito.any(), Mockito.any());
        EcsTasks tasks = tasks(
                new Answering(request -> {
                    throw new AssertionError("nothing may be launched without its object");
                }),
                objects);

        assertThatThrownBy(() -> tasks.run(large())).isInstanceOf(LaunchThrottledException.class);
    }

    private static LaunchRequest large() {
        Map<String, String> environment = Map.of("LARGE", "x".repeat(40_000));
        return new LaunchRequest(
                new Launch("any", "any", null, null, null, environment, Map.of("by-reference", "true")),
                "attempt",
                environment);
    }

    private static void launch(String refusal) {
        tasks(new Refusing(refusal)).run(new LaunchRequest(launch(), "attempt", Map.of()));
    }

    private static Launch launch() {
        return new Launch(
                "arn:aws:ecs:eu-west-1:000000000000:task-definition/any:7",
                "any",
                null,
                null,
                null,
                Map.of(),
                Map.of("cluster", "where-it-was-launched"));
    }

    private static EcsTasks tasks(EcsClient ecs) {
        return tasks(ecs, Mockito.mock(LaunchObjects.class));
    }

    private static EcsTasks tasks(EcsClient ecs, LaunchObjects objects) {
        EcsProperties properties = new EcsProperties(
                Names.CLUSTER,
                List.of(),
                List.of(),
                "DISABLED",
                "",
                "",
                Duration.ofMinutes(30),
                Duration.ofMinutes(1),
                new EcsProperties.Budget(1000, 1000, 10, 1000, 10),
                null);
        ServiceProperties service = new ServiceProperties(Names.EXECUTIONS_TABLE, Names.ASSETS_TABLE, null, null);
        return new EcsTasks(
                ecs,
                objects,
                properties,
                new CallBudgets(
                        SharedPlatform.get().dynamoDb(), service, new SimpleMeterRegistry(), Clock.systemUTC()));
    }

    /** Has no running task, and no end of stopped ones. */
    private record Listing(List<ListTasksRequest> asked) implements EcsClient {

        @Override
        public ListTasksResponse listTasks(ListTasksRequest request) {
            asked.add(request);
            return request.startedBy() != null
                    ? ListTasksResponse.builder().build()
                    : ListTasksResponse.builder()
                            .taskArns("some")
                            .nextToken("more")
                            .build();
        }

        @Override
        public DescribeTasksResponse describeTasks(DescribeTasksRequest request) {
            return DescribeTasksResponse.builder()
                    .tasks(task -> task.taskArn("some").startedBy("another"))
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

    /** Answers the last of so many calls alone, and has the attempt's task on the third page of the stopped ones. */
    private record Flaky(int answersEach, AtomicInteger calls) implements EcsClient {

        @Override
        public ListTasksResponse listTasks(ListTasksRequest request) {
            answerOrFail();
            if (request.startedBy() != null) {
                return ListTasksResponse.builder().build();
            }
            int page = request.nextToken() == null ? 1 : Integer.parseInt(request.nextToken());
            return ListTasksResponse.builder()
                    .taskArns(Integer.toString(page))
                    .nextToken(Integer.toString(page + 1))
                    .build();
        }

        @Override
        public DescribeTasksResponse describeTasks(DescribeTasksRequest request) {
            answerOrFail();
            String arn = request.tasks().get(0);
            return DescribeTasksResponse.builder()
                    .tasks(task -> task.taskArn(arn).startedBy(arn.equals("3") ? "attempt" : "another"))
                    .build();
        }

        private void answerOrFail() {
            if (calls.incrementAndGet() % answersEach != 0) {
                throw ServerException.builder().statusCode(500).message("none").build();
            }
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

    private record Answering(Function<RunTaskRequest, RunTaskResponse> answer) implements EcsClient {

        @Override
        public RunTaskResponse runTask(RunTaskRequest request) {
            return answer.apply(request);
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

    private record Refusing(String message) implements EcsClient {

        @Override
        public RunTaskResponse runTask(RunTaskRequest request) {
            throw refusal();
        }

        @Override
        public StopTaskResponse stopTask(StopTaskRequest request) {
            throw refusal();
        }

        private EcsException refusal() {
            return (EcsException) InvalidParameterException.builder()
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
