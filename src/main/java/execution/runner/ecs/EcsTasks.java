package execution.runner.ecs;

import execution.model.Launch;
import execution.outage.Backoff;
import execution.runner.BudgetUsedUpException;
import execution.runner.LaunchRefusedException;
import execution.runner.LaunchRequest;
import execution.runner.LaunchThrottledException;
import execution.runner.RawText;
import execution.runner.TaskState;
import execution.store.CallBudget;
import execution.store.CallBudgets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import shared.aws.AwsFailures;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.AwsVpcConfiguration;
import software.amazon.awssdk.services.ecs.model.ConflictException;
import software.amazon.awssdk.services.ecs.model.ContainerOverride;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.PropagateTags;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskOverride;

/** The calls to ECS that concern tasks. What an answer means is decided here; what to do about it is not. */
@Component
public class EcsTasks {

    private static final Logger LOG = LoggerFactory.getLogger(EcsTasks.class);

    /** The most that DescribeTasks takes. */
    private static final int DESCRIBE_MOST = 100;

    /** StopTask keeps 255 characters of a reason. */
    private static final int REASON_MOST = 255;

    /** A word of its own: capacity provider strategies have it within them. */
    private static final Pattern RATE = Pattern.compile("\\brate\\b", Pattern.CASE_INSENSITIVE);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Short: whether a launch is still wanted was looked up before, and is looked up again before the next try. */
    private static final Duration LAUNCH_PATIENCE = Duration.ofMillis(250);

    /** Each page of stopped tasks costs two calls of the budget of reads. */
    private static final int MOST_PAGES = 10;

    /** How often a call that only asks is made until it is answered. */
    private static final int MOST_READS = 4;

    private static final Backoff READ_PAUSES = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));

    /** A task definition's ARN or family with revision. */
    private static final Pattern FAMILY = Pattern.compile("(?:.*/)?([^/:]+)(?::[0-9]+)?");

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
        if (!launches.acquire(reserve, LAUNCH_PATIENCE)) {
            throw new BudgetUsedUpException("the account's budget of launches is used up");
        }
        RunTaskResponse response;
        try {
            response = ecs.runTask(request(launch));
        } catch (ConflictException e) {
            // The token is known with another request: an earlier version of us launched it. Its task is ours.
            return adopt(launch, e);
        } catch (EcsException e) {
            throw classified(e, launch);
        }
        if (!response.tasks().isEmpty()) {
            return response.tasks().get(0).taskArn();
        }
        Failure failure = response.failures().stream()
                .findFirst()
                .orElse(Failure.builder().reason("no task").build());
        throw refused(launch, EcsRefusal.ofFailure(failure.reason()), failure.reason() + " " + failure.detail());
    }

    /**
     * The task that was started for the attempt: one that is meant to run, or one of the job's stopped tasks, which ECS lists for
     * an hour. ECS cannot list stopped tasks by who started them or by time, so at most 1,000 of them are looked through. That a
     * task has stopped is told by its event in the first place.
     *
     * @param launch what the attempt was launched with
     */
    public Optional<String> find(String attemptId, Launch launch) {
        String cluster = launch.settings().getOrDefault("cluster", properties.cluster());
        // ECS allows no filter beside startedBy, and then lists what is meant to run.
        List<String> running = read(() ->
                        ecs.listTasks(list -> list.cluster(cluster).startedBy(attemptId)))
                .taskArns();
        return running.isEmpty()
                ? findStopped(attemptId, cluster, family(launch.taskDefinition()))
                : Optional.of(running.get(0));
    }

    private Optional<String> findStopped(String attemptId, String cluster, String family) {
        String next = null;
        for (int page = 0; page < MOST_PAGES; page++) {
            String from = next;
            ListTasksResponse some = read(() -> ecs.listTasks(list -> list.cluster(cluster)
                    .family(family)
                    .desiredStatus(DesiredStatus.STOPPED)
                    .nextToken(from)));
            Optional<String> found = some.taskArns().isEmpty()
                    ? Optional.empty()
                    : startedFor(attemptId, read(() -> describeTasks(cluster, some.taskArns())));
            next = some.nextToken();
            if (found.isPresent() || next == null) {
                return found;
            }
        }
        LOG.warn("Among {} pages of stopped tasks of {} there is none of attempt {}", MOST_PAGES, family, attemptId);
        return Optional.empty();
    }

    private static Optional<String> startedFor(String attemptId, List<Task> tasks) {
        return tasks.stream()
                .filter(task -> attemptId.equals(task.startedBy()))
                .map(Task::taskArn)
                .findFirst();
    }

    private static String family(String taskDefinition) {
        Matcher matcher = FAMILY.matcher(taskDefinition);
        return matcher.matches() ? matcher.group(1) : taskDefinition;
    }

    /** Asks ECS to stop a task; a task that it no longer knows has stopped. */
    public void stop(String taskArn, String reason) {
        if (!launches.acquire(0, PATIENCE)) {
            throw new BudgetUsedUpException("the account's budget of launches and stops is used up");
        }
        try {
            ecs.stopTask(stop -> stop.cluster(clusterOf(taskArn))
                    .task(taskArn)
                    .reason(reason.length() <= REASON_MOST ? reason : reason.substring(0, REASON_MOST)));
        } catch (EcsException e) {
            if (isThrottling(e)) {
                launches.slowDown();
            }
            if (!isGone(e)) {
                throw e;
            }
        }
    }

    private static boolean isGone(EcsException e) {
        return e instanceof InvalidParameterException
                && String.valueOf(e.getMessage()).contains("task was not found");
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

    /** Asks again where ECS does not answer: a search through many pages would begin anew if one of them failed. */
    private <T> T read(Supplier<T> call) {
        for (int tries = 1; ; tries++) {
            try {
                return readOnce(call);
            } catch (SdkException e) {
                if (tries == MOST_READS || !AwsFailures.isUnavailable(e)) {
                    throw e;
                }
                LockSupport.parkNanos(READ_PAUSES.after(tries).toNanos());
            }
        }
    }

    private <T> T readOnce(Supplier<T> call) {
        if (!reads.acquire(0, PATIENCE)) {
            throw new BudgetUsedUpException("the account's budget of reads is used up");
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
            return startedFor(
                            launch.attemptId(),
                            describeTasks(launch.launch().settings().get("cluster"), e.resourceIds()))
                    .orElseThrow(() -> e);
        }
        return find(launch.attemptId(), launch.launch()).orElseThrow(() -> e);
    }

    private RuntimeException classified(EcsException e, LaunchRequest launch) {
        if (isThrottling(e)) {
            launches.slowDown();
            return new LaunchThrottledException("ECS asks for fewer calls");
        }
        if (e.statusCode() >= 500 || e.awsErrorDetails() == null) {
            return e;
        }
        String code = e.awsErrorDetails().errorCode();
        String message = e.awsErrorDetails().errorMessage();
        return refused(launch, EcsRefusal.of(code, message), code + ": " + message);
    }

    /** What ECS says is for operators: it may name accounts, roles and requests. */
    private static LaunchRefusedException refused(LaunchRequest launch, EcsRefusal refusal, String words) {
        LOG.warn("ECS refused to launch attempt {}: {}", launch.attemptId(), RawText.forLog(words));
        return new LaunchRefusedException(refusal.words(), refusal.isPassing());
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
