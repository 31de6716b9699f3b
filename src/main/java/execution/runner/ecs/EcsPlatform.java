package execution.runner.ecs;

import execution.runner.BudgetUsedUpException;
import execution.runner.TaskPlatform;
import execution.store.CallBudget;
import execution.store.CallBudgets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.ListClustersResponse;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.NetworkInterface;
import software.amazon.awssdk.services.ecs.model.Task;

/** Clusters and tasks of ECS for people to look at. A part of a list costs two calls of the budget of reads. */
@Component
class EcsPlatform implements TaskPlatform {

    private static final Duration WAITS_FOR = Duration.ofSeconds(2);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,255}");
    private static final int LONGEST_TOKEN = 2_000;

    private final EcsClient ecs;
    private final EcsProperties properties;
    private final CallBudget reads;

    EcsPlatform(EcsClient ecs, EcsProperties properties, CallBudgets budgets) {
        this.ecs = ecs;
        this.properties = properties;
        EcsProperties.Budget budget = properties.budget();
        this.reads = budgets.budget(
                EcsTasks.READS, budget.readsPerSecond(), budget.readsPerSecond() * EcsTasks.READS_BURST, 1);
    }

    @Override
    public String cluster() {
        return name(properties.cluster());
    }

    @Override
    public Part<Cluster> clusters(String after) {
        ListClustersResponse page =
                call(() -> ecs.listClusters(list -> list.maxResults(PART).nextToken(token(after))));
        if (page.clusterArns().isEmpty()) {
            return new Part<>(List.of(), page.nextToken());
        }
        return new Part<>(
                call(() -> ecs.describeClusters(describe -> describe.clusters(page.clusterArns()))).clusters().stream()
                        .map(cluster -> new Cluster(
                                cluster.clusterName(),
                                cluster.status(),
                                number(cluster.runningTasksCount()),
                                number(cluster.pendingTasksCount()),
                                number(cluster.activeServicesCount())))
                        .toList(),
                page.nextToken());
    }

    @Override
    public Part<Entry> tasks(String cluster, String after) {
        String named = valid(cluster);
        ListTasksResponse page = call(
                () -> ecs.listTasks(list -> list.cluster(named).maxResults(PART).nextToken(token(after))));
        return new Part<>(page.taskArns().isEmpty() ? List.of() : describe(named, page.taskArns()), page.nextToken());
    }

    @Override
    public Optional<Entry> task(String cluster, String id) {
        return describe(valid(cluster), List.of(valid(id))).stream().findFirst();
    }

    private List<Entry> describe(String cluster, List<String> tasks) {
        return call(() ->
                        ecs.describeTasks(describe -> describe.cluster(cluster).tasks(tasks)))
                .tasks()
                .stream()
                .map(EcsPlatform::entry)
                .toList();
    }

    private static Entry entry(Task task) {
        return new Entry(
                name(task.taskArn()),
                name(String.valueOf(task.taskDefinitionArn())),
                task.group(),
                task.lastStatus(),
                task.createdAt(),
                task.startedAt(),
                task.startedBy(),
                address(task));
    }

    private static String address(Task task) {
        Stream<String> attached = task.attachments().stream()
                .flatMap(attachment -> attachment.details().stream())
                .filter(detail -> "privateIPv4Address".equals(detail.name()))
                .map(KeyValuePair::value);
        Stream<String> ofContainers = task.containers().stream()
                .flatMap(container -> container.networkInterfaces().stream())
                .map(NetworkInterface::privateIpv4Address);
        return Stream.concat(attached, ofContainers)
                .filter(address -> address != null && !address.isEmpty())
                .findFirst()
                .orElse(null);
    }

    private <T> T call(Supplier<T> call) {
        if (!reads.acquire(properties.budget().readsPerSecond(), WAITS_FOR)) {
            throw new BudgetUsedUpException("the account's budget of reads is used up");
        }
        try {
            return call.get();
        } catch (ClusterNotFoundException e) {
            throw new IllegalArgumentException("there is no such cluster", e);
        } catch (InvalidParameterException | ClientException e) {
            throw new IllegalArgumentException("there is no such page", e);
        }
    }

    private static String valid(String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("nothing has such a name");
        }
        return name;
    }

    private static String token(String after) {
        if (after != null && after.length() > LONGEST_TOKEN) {
            throw new IllegalArgumentException("there is no such page");
        }
        return after;
    }

    private static String name(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    private static int number(Integer count) {
        return count == null ? 0 : count;
    }
}
