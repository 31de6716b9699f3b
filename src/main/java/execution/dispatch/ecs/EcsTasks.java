package execution.dispatch.ecs;

import execution.config.EcsProperties;
import execution.dispatch.LaunchRefusedException;
import execution.dispatch.LaunchRequest;
import execution.dispatch.LaunchThrottledException;
import execution.dispatch.TaskState;
import execution.model.Launch;
import execution.store.CallBudget;
import execution.store.CallBudgets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.AwsVpcConfiguration;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.ConflictException;
import software.amazon.awssdk.services.ecs.model.ContainerOverride;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.PropagateTags;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskOverride;

/** The calls to ECS that concern tasks. What an answer means is decided here; what to do about it is not. */
@Component
public class EcsTasks {

    /** The most that DescribeTasks takes. */
    private static final int DESCRIBE_MOST = 100;

    /** StopTask keeps 255 characters of a reason. */
    private static final int REASON_MOST = 255;

    /** A word of its own: capacity provider strategies have it within them. */
    private static final Pattern RATE = Pattern.compile("\\brate\\b", Pattern.CASE_INSENSITIVE);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Refusals that say "not now": another attempt may succeed. */
    private static final Set<String> PASSING = Set.of("LimitExceededException", "ServiceUnavailableException");

    private final EcsClient ecs;
    private final EcsProperties properties;
    private final CallBudget launches;
    private final CallBudget reads;

    EcsTasks(EcsClient ecs, EcsProperties properties, CallBudgets budgets) {
        this.ecs = ecs;
        this.properties = properties;
        EcsProperties.Budget budget = properties.budget();
        this.launches = budgets.budget("ecs-launch", budget.perSecond(), budget.burst(), budget.chunk());
        this.reads = budgets.budget("ecs-read", budget.readsPerSecond(), budget.readsPerSecond() * 5, budget.chunk());
    }

    /**
     * Launches the attempt, or finds the task that an earlier call for the same attempt launched.
     *
     * @return the task's ARN
     * @throws LaunchRefusedException if ECS launched nothing and said so
     * @throws LaunchThrottledException if there were too many calls; nothing was launched
     * @throws software.amazon.awssdk.core.exception.SdkException if the answer is unclear
     */
    public String run(LaunchRequest launch) {
        int reserve =
                Math.min(properties.budget().stopReserve(), properties.budget().burst() - 1);
        if (!launches.acquire(reserve, PATIENCE)) {
            throw new LaunchThrottledException("the account's budget of launches is used up");
        }
        RunTaskResponse response;
        try {
            response = ecs.runTask(request(launch));
        } catch (ConflictException e) {
            // The token is known with another request: an earlier version of us launched it. Its task is ours.
            return adopt(launch, e);
        } catch (EcsException e) {
            throw classified(e);
        }
        if (!response.tasks().isEmpty()) {
            return response.tasks().get(0).taskArn();
        }
        Failure failure = response.failures().stream()
                .findFirst()
                .orElse(Failure.builder().reason("no task").build());
        throw new LaunchRefusedException(
                "ECS refused the launch: " + failure.reason()
                        + (failure.detail() == null ? "" : " (" + failure.detail() + ")"),
                true);
    }

    /** The task that was started for the attempt, running or stopped within the last hour. */
    public Optional<String> find(String attemptId) {
        return read(() -> {
            // ECS allows no filter beside startedBy, and then lists what is meant to run.
            List<String> running = ecs.listTasks(
                            list -> list.cluster(properties.cluster()).startedBy(attemptId))
                    .taskArns();
            if (!running.isEmpty()) {
                return Optional.of(running.get(0));
            }
            return ecs
                    .listTasksPaginator(
                            list -> list.cluster(properties.cluster()).desiredStatus("STOPPED"))
                    .stream()
                    .map(page -> page.taskArns())
                    .filter(arns -> !arns.isEmpty())
                    .flatMap(arns -> describeTasks(properties.cluster(), arns).stream())
                    .filter(task -> attemptId.equals(task.startedBy()))
                    .map(Task::taskArn)
                    .findFirst();
        });
    }

    /** Asks ECS to stop a task; a task that it no longer knows has stopped. */
    public void stop(String taskArn, String reason) {
        if (!launches.acquire(0, PATIENCE)) {
            throw new LaunchThrottledException("the account's budget of launches and stops is used up");
        }
        try {
            ecs.stopTask(stop -> stop.cluster(clusterOf(taskArn))
                    .task(taskArn)
                    .reason(reason.length() <= REASON_MOST ? reason : reason.substring(0, REASON_MOST)));
        } catch (EcsException e) {
            if (isThrottling(e)) {
                launches.slowDown();
            }
            throw e;
        }
    }

    /**
     * The states of the tasks that ECS knows; it forgets a task an hour after its stop.
     *
     * @throws IllegalStateException if ECS says of a task anything but its state or that it is missing
     */
    public List<TaskState> describe(List<String> taskArns) {
        List<TaskState> states = new ArrayList<>();
        taskArns.stream().collect(Collectors.groupingBy(this::clusterOf)).forEach((cluster, arns) -> {
            for (int from = 0; from < arns.size(); from += DESCRIBE_MOST) {
                List<String> some = arns.subList(from, Math.min(from + DESCRIBE_MOST, arns.size()));
                read(() -> describeTasks(cluster, some)).stream()
                        .map(EcsTasks::state)
                        .forEach(states::add);
            }
        });
        return states;
    }

    private List<Task> describeTasks(String cluster, List<String> taskArns) {
        DescribeTasksResponse response =
                ecs.describeTasks(describe -> describe.cluster(cluster).tasks(taskArns));
        response.failures().stream()
                .filter(failure -> !"MISSING".equals(failure.reason()))
                .findFirst()
                .ifPresent(failure -> {
                    throw new IllegalStateException(
                            "ECS cannot tell of task " + failure.arn() + ": " + failure.reason());
                });
        return response.tasks();
    }

    /** A task stays where it was launched, also when another cluster is configured since: its ARN names the cluster. */
    private String clusterOf(String taskArn) {
        String[] parts = taskArn.split("/");
        return parts.length == 3 ? parts[1] : properties.cluster();
    }

    private <T> T read(Supplier<T> call) {
        if (!reads.acquire(0, PATIENCE)) {
            throw new LaunchThrottledException("the account's budget of reads is used up");
        }
        try {
            return call.get();
        } catch (EcsException e) {
            if (isThrottling(e)) {
                reads.slowDown();
            }
            throw e;
        }
    }

    private String adopt(LaunchRequest launch, ConflictException e) {
        if (e.hasResourceIds() && !e.resourceIds().isEmpty()) {
            return describeTasks(launch.launch().settings().get("cluster"), e.resourceIds()).stream()
                    .filter(task -> launch.attemptId().equals(task.startedBy()))
                    .map(Task::taskArn)
                    .findFirst()
                    .orElseThrow(() -> e);
        }
        return find(launch.attemptId()).orElseThrow(() -> e);
    }

    private RuntimeException classified(EcsException e) {
        if (isThrottling(e)) {
            launches.slowDown();
            return new LaunchThrottledException(e.awsErrorDetails().errorMessage());
        }
        if (e.statusCode() >= 500 || e.awsErrorDetails() == null) {
            return e;
        }
        String code = e.awsErrorDetails().errorCode();
        String message = e.awsErrorDetails().errorMessage();
        // ECS has no code of its own for a lack of Fargate capacity. Should its words change, the execution fails with
        // them.
        boolean noCapacity =
                e instanceof ClientException && message != null && message.startsWith("Capacity is unavailable");
        return new LaunchRefusedException(
                "ECS refused the launch: " + code + ": " + message, noCapacity || PASSING.contains(code));
    }

    /** Fargate reports too many launches also as an invalid parameter with a text about the rate. */
    private static boolean isThrottling(EcsException e) {
        return e.isThrottlingException()
                || (e instanceof InvalidParameterException
                        && RATE.matcher(String.valueOf(e.getMessage())).find());
    }

    private static RunTaskRequest request(LaunchRequest request) {
        Launch launch = request.launch();
        Map<String, String> settings = launch.settings();
        ContainerOverride.Builder container = ContainerOverride.builder()
                .name(launch.container())
                .environment(request.environment().entrySet().stream()
                        .map(variable -> KeyValuePair.builder()
                                .name(variable.getKey())
                                .value(variable.getValue())
                                .build())
                        .toList());
        if (launch.command() != null) {
            container.command(launch.command());
        }
        RunTaskRequest.Builder run = RunTaskRequest.builder()
                .cluster(settings.get("cluster"))
                .taskDefinition(launch.taskDefinition())
                .clientToken(request.attemptId())
                .startedBy(request.attemptId())
                .count(1)
                .propagateTags(PropagateTags.TASK_DEFINITION)
                .overrides(TaskOverride.builder()
                        .cpu(launch.cpu())
                        .memory(launch.memory())
                        .containerOverrides(container.build())
                        .build());
        String provider = settings.getOrDefault("capacity-provider", "");
        if (provider.isEmpty()) {
            run.launchType(LaunchType.FARGATE);
        } else {
            run.capacityProviderStrategy(strategy -> strategy.capacityProvider(provider));
        }
        List<String> subnets = list(settings.get("subnets"));
        if (!subnets.isEmpty()) {
            run.networkConfiguration(network -> network.awsvpcConfiguration(AwsVpcConfiguration.builder()
                    .subnets(subnets)
                    .securityGroups(list(settings.get("security-groups")))
                    .assignPublicIp(settings.get("assign-public-ip"))
                    .build()));
        }
        return run.build();
    }

    private static List<String> list(String commaSeparated) {
        return commaSeparated == null || commaSeparated.isEmpty() ? List.of() : List.of(commaSeparated.split(","));
    }

    private static TaskState state(Task task) {
        return new TaskState(
                task.taskArn(),
                task.startedBy(),
                task.version() == null ? 0 : task.version(),
                task.lastStatus(),
                task.stopCodeAsString(),
                task.stoppedReason(),
                task.containers().stream()
                        .map(container ->
                                new TaskState.Container(container.name(), container.exitCode(), container.reason()))
                        .toList());
    }
}
