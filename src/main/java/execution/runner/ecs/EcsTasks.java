package execution.runner.ecs;

import execution.model.Launch;
import execution.runner.BudgetUsedUpException;
import execution.runner.LaunchObjects;
import execution.runner.LaunchRefusedException;
import execution.runner.LaunchRequest;
import execution.runner.LaunchThrottledException;
import execution.runner.RawText;
import execution.runner.TaskState;
import execution.runner.TasksRequest;
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
import shared.failure.Backoff;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.AwsVpcConfiguration;
import software.amazon.awssdk.services.ecs.model.ConflictException;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.PropagateTags;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskOverride;

/**
 * Makes the calls of ECS about tasks. This class decides what an answer means; its callers decide what to do about it.
 */
@Component
public class EcsTasks {

    private static final Logger LOG = LoggerFactory.getLogger(EcsTasks.class);

    /** The most tasks that DescribeTasks takes with one call. */
    private static final int DESCRIBE_MOST = 100;

    /** The most characters of a reason that StopTask keeps. */
    private static final int REASON_MOST = 255;

    /** Finds "rate" as a whole word, because messages about capacity provider strategies hold its letters as well. */
    private static final Pattern RATE = Pattern.compile("\\brate\\b", Pattern.CASE_INSENSITIVE);

    private static final Duration CALL_WAITS_FOR = Duration.ofSeconds(10);

    /**
     * How long a launch waits for budget. The time is short because the caller has just looked up whether the launch is
     * still wanted, and looks it up again before the next try.
     */
    private static final Duration LAUNCH_WAITS_FOR = Duration.ofMillis(250);

    /** How many pages of stopped tasks are searched for a task. Each page costs two calls of the budget of reads. */
    private static final int MOST_PAGES = 10;

    /** How often a call that changes nothing is made until ECS answers it. */
    private static final int MOST_READS = 4;

    private static final Backoff READ_PAUSES = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));

    /** Finds the family in the ARN of a task definition, or in a family with revision. */
    private static final Pattern FAMILY = Pattern.compile("(?:.*/)?([^/:]+)(?::[0-9]+)?");

    /** The name of the budget of launches and stops. */
    static final String LAUNCHES = "ecs-launch";

    /** The name of the budget of calls that change nothing. */
    static final String READS = "ecs-read";

    /** How many seconds' worth of reads may come at once. */
    static final int READS_BURST = 5;

    private final EcsClient ecs;
    private final LaunchObjects objects;
    private final EcsProperties properties;
    private final CallBudget launches;
    private final CallBudget reads;

    EcsTasks(EcsClient ecs, LaunchObjects objects, EcsProperties properties, CallBudgets budgets) {
        this.ecs = ecs;
        this.objects = objects;
        this.properties = properties;
        EcsProperties.Budget budget = properties.budget();
        this.launches = budgets.budget(LAUNCHES, budget.perSecond(), budget.burst(), budget.chunk());
        this.reads =
                budgets.budget(READS, budget.readsPerSecond(), budget.readsPerSecond() * READS_BURST, budget.chunk());
    }

    /**
     * Launches the attempt, or finds the task that an earlier call for the same attempt launched.
     *
     * @return the task's ARN
     * @throws LaunchRefusedException if ECS said that it launched nothing
     * @throws LaunchThrottledException if there were too many calls; nothing was launched
     * @throws software.amazon.awssdk.core.exception.SdkException if the answer is unclear: a task may have been
     *     launched
     */
    public String run(LaunchRequest launch) {
        RunTaskResponse response;
        try {
            response = call(launch, launch.attemptId(), 1);
        } catch (ConflictException e) {
            // ECS knows the token with another request: an earlier version of the service launched the attempt, so its
            // task is the one.
            return adopt(launch, e);
        } catch (EcsException e) {
            throw classified(e, launch);
        }
        if (!response.tasks().isEmpty()) {
            return response.tasks().get(0).taskArn();
        }
        throw refused(launch, response);
    }

    /**
     * Launches several tasks that are all alike with one call, or finds those that an earlier call of the same launch
     * launched. Fargate counts each task, so each takes a launch of the budget.
     *
     * @return the tasks' ARNs, at least one; fewer than were asked for, if ECS had no room for all
     * @throws LaunchRefusedException if ECS said that it launched nothing
     * @throws LaunchThrottledException if there were too many calls; nothing was launched
     * @throws software.amazon.awssdk.core.exception.SdkException if the answer is unclear: tasks may have been launched
     */
    public List<String> runAll(TasksRequest request) {
        LaunchRequest launch = request.launch();
        RunTaskResponse response;
        try {
            response = call(launch, request.id(), request.count());
        } catch (ConflictException e) {
            // ECS knows the token with another request for the same parts, so its tasks are those.
            if (e.hasResourceIds() && !e.resourceIds().isEmpty()) {
                return e.resourceIds();
            }
            throw e;
        } catch (EcsException e) {
            throw classified(e, launch);
        }
        if (response.tasks().isEmpty()) {
            throw refused(launch, response);
        }
        if (!response.failures().isEmpty()) {
            Failure failure = response.failures().get(0);
            LOG.warn(
                    "ECS launched {} of {} tasks of {}: {}",
                    response.tasks().size(),
                    request.count(),
                    request.id(),
                    RawText.forLog(failure.reason() + " " + failure.detail()));
        }
        return response.tasks().stream().map(Task::taskArn).toList();
    }

    private RunTaskResponse call(LaunchRequest launch, String id, int count) {
        EcsOverrides overrides = EcsOverrides.of(launch);
        int reserve = reserve(properties.budget());
        for (int task = 0; task < count; task++) {
            if (!launches.acquire(reserve, LAUNCH_WAITS_FOR)) {
                throw new BudgetUsedUpException("the account's budget of launches is used up");
            }
        }
        overrides.object().ifPresent(object -> store(launch.attemptId(), object));
        return ecs.runTask(request(launch, id, count, overrides.override()));
    }

    /** Gives how many calls of the budget are for stops alone. */
    static int reserve(EcsProperties.Budget budget) {
        return Math.min(budget.stopReserve(), budget.burst() - 1);
    }

    private static LaunchRefusedException refused(LaunchRequest launch, RunTaskResponse response) {
        Failure failure = response.failures().stream()
                .findFirst()
                .orElse(Failure.builder().reason("no task").build());
        return refused(
                launch,
                EcsRefusal.ofFailure(failure.reason()),
                failure.reason(),
                failure.reason() + " " + failure.detail());
    }

    /** Stores what RunTask does not take. Without the object nothing is launched, and the launch is put off. */
    private void store(String attemptId, byte[] object) {
        try {
            objects.store(attemptId, object);
        } catch (SdkException e) {
            if (!AwsFailures.isUnavailable(e)) {
                LOG.warn("S3 refused the object of attempt {}: {}", attemptId, RawText.forLog(e.getMessage()));
            }
            throw new LaunchThrottledException("the object of the launch cannot be stored at present");
        }
    }

    /**
     * Finds the task of an attempt among the tasks that are meant to run, and then among the job's stopped tasks, which
     * ECS lists for an hour. ECS cannot list stopped tasks by who started them or by time, so at most 1,000 of them are
     * searched. That is enough, because usually an event tells that a task has stopped.
     *
     * @param launch what the attempt was launched with
     * @return the task's ARN; empty if no task was found
     */
    public Optional<String> find(String attemptId, Launch launch) {
        String cluster = launch.settings().getOrDefault(EcsSettings.CLUSTER, properties.cluster());
        // With startedBy ECS allows no other filter and lists only tasks that are meant to run.
        List<String> running = read(() ->
                        ecs.listTasks(list -> list.cluster(cluster).startedBy(attemptId)))
                .taskArns();
        return running.isEmpty()
                ? findStopped(attemptId, cluster, family(taskDefinition(launch)))
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

    /** Gives the name of the task definition in this installation. A launch without a prefix has the name as it is. */
    private static String taskDefinition(Launch launch) {
        String named = launch.taskDefinition();
        return named.startsWith("arn:") ? named : launch.settings().getOrDefault(EcsSettings.FAMILY_PREFIX, "") + named;
    }

    private static String family(String taskDefinition) {
        Matcher matcher = FAMILY.matcher(taskDefinition);
        return matcher.matches() ? matcher.group(1) : taskDefinition;
    }

    /**
     * Asks ECS to stop a task. A task that ECS does not know any more has stopped, which is no failure.
     *
     * @param reason the reason that ECS keeps with the task, cut to its first 255 characters
     * @throws BudgetUsedUpException if there was no budget for the call in time; nothing was stopped
     */
    public void stop(String taskArn, String reason) {
        if (!launches.acquire(0, CALL_WAITS_FOR)) {
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
     * Gives the states of those tasks that ECS knows. ECS forgets a task an hour after its stop.
     *
     * @throws IllegalStateException if ECS says of a task anything else than its state or that the task is missing
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

    /**
     * Gives the cluster that the task's ARN names. A task stays in the cluster that it was launched in, even if another
     * one is configured since.
     */
    private String clusterOf(String taskArn) {
        String[] parts = taskArn.split("/");
        return parts.length == 3 ? parts[1] : properties.cluster();
    }

    /**
     * Makes a call that changes nothing, up to four times until ECS answers. A search through many pages would
     * otherwise have to begin anew when one of its calls fails.
     */
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
        if (!reads.acquire(0, CALL_WAITS_FOR)) {
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
                            describeTasks(launch.launch().settings().get(EcsSettings.CLUSTER), e.resourceIds()))
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
        return refused(launch, EcsRefusal.of(code, message), code, code + ": " + message);
    }

    /**
     * Logs what ECS said and gives the words for others. The text of ECS is for operators only, because it may name
     * accounts, roles and requests.
     */
    private static LaunchRefusedException refused(LaunchRequest launch, EcsRefusal found, String code, String words) {
        LOG.warn("ECS refused to launch attempt {}: {}", launch.attemptId(), RawText.forLog(words));
        boolean onSpot = EcsTaskState.SPOT.equals(launch.launch().settings().get(EcsSettings.CAPACITY_PROVIDER));
        EcsRefusal refusal = onSpot ? found.onSpot() : found;
        return new LaunchRefusedException(refusal.why(code, words), refusal.isPassing());
    }

    /**
     * Tells whether ECS refused because of too many calls. Fargate reports that also as an invalid parameter with a
     * text about the rate.
     */
    private static boolean isThrottling(EcsException e) {
        return e.isThrottlingException()
                || (e instanceof InvalidParameterException
                        && RATE.matcher(String.valueOf(e.getMessage())).find());
    }

    private static RunTaskRequest request(LaunchRequest request, String id, int count, TaskOverride overrides) {
        Launch launch = request.launch();
        Map<String, String> settings = launch.settings();
        RunTaskRequest.Builder run = RunTaskRequest.builder()
                .cluster(settings.get(EcsSettings.CLUSTER))
                .taskDefinition(taskDefinition(launch))
                .clientToken(id)
                .startedBy(id)
                .count(count)
                .propagateTags(PropagateTags.TASK_DEFINITION)
                .tags(EcsTags.of(settings))
                .overrides(overrides);
        String provider = settings.getOrDefault(EcsSettings.CAPACITY_PROVIDER, "");
        if (provider.isEmpty()) {
            run.launchType(LaunchType.FARGATE);
        } else {
            run.capacityProviderStrategy(strategy -> strategy.capacityProvider(provider));
        }
        List<String> subnets = list(settings.get(EcsSettings.SUBNETS));
        if (!subnets.isEmpty()) {
            run.networkConfiguration(network -> network.awsvpcConfiguration(AwsVpcConfiguration.builder()
                    .subnets(subnets)
                    .securityGroups(list(settings.get(EcsSettings.SECURITY_GROUPS)))
                    .assignPublicIp(settings.get(EcsSettings.ASSIGN_PUBLIC_IP))
                    .build()));
        }
        return run.build();
    }

    private static List<String> list(String commaSeparated) {
        return commaSeparated == null || commaSeparated.isEmpty() ? List.of() : List.of(commaSeparated.split(","));
    }

    private static TaskState state(Task task) {
        return new EcsTaskState(
                        task.lastStatus(),
                        task.stopCodeAsString(),
                        task.stoppedReason(),
                        task.capacityProviderName(),
                        task.containers().stream()
                                .map(container -> new EcsTaskState.Container(
                                        container.name(), container.exitCode(), container.reason()))
                                .toList())
                .of(task.taskArn(), task.startedBy(), task.version() == null ? 0 : task.version(), null);
    }
}
