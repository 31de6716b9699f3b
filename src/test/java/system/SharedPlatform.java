package system;

import execution.model.Digests;
import execution.model.ExecutionKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import local.LocalPlatform;
import local.Names;
import local.WrapperCommand;
import local.ecs.InstantRuntime;
import local.ecs.StartedTask;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.ecs.model.Compatibility;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.NetworkMode;

/**
 * One platform for all tests of this JVM, because its start takes seconds. Tests use tenants of their own, and leave
 * the ECS without faults and without running tasks.
 */
public final class SharedPlatform {

    /** The asset that each tenant of {@link #newTenant()} has. */
    public static final String ASSET = "asset-1";

    /** The number of shards that {@code execution.sweep.shards} has where it is not set. */
    private static final int SHARDS = 4;

    private static LocalPlatform platform;

    private SharedPlatform() {}

    public static synchronized LocalPlatform get() {
        if (platform == null) {
            platform = LocalPlatform.start();
            Runtime.getRuntime().addShutdownHook(new Thread(platform::close, "shared-platform-close"));
        }
        return platform;
    }

    /** Gives a tenant that no other test has. */
    public static String newTenant() {
        String tenant = "tenant-" + UUID.randomUUID().toString().substring(0, 8);
        get().putAsset(tenant, ASSET, "an asset");
        return tenant;
    }

    /**
     * Registers a task whose container runs a command as a process.
     *
     * @param name the name of the job, of the task definition and of its container
     */
    public static void registerProcess(String name, String... command) {
        register(name, ContainerDefinition.builder().image("local/process").command(command));
    }

    /**
     * Registers a task whose container runs the wrapper as a process.
     *
     * @param job the wrapper's job
     */
    static void registerWrapped(String name, String job) {
        register(
                name,
                ContainerDefinition.builder()
                        .image(Names.WRAPPER_IMAGE)
                        .entryPoint(WrapperCommand.entryPoint())
                        .environment(variable -> variable.name("LC_ALL").value("C.UTF-8"))
                        .command("--cli-json", job));
    }

    /** Registers a task without a process that ends at once and leaves results. */
    public static void registerInstant(String name) {
        register(name, ContainerDefinition.builder().image(Names.INSTANT_IMAGE));
    }

    /** Registers a task without a process that runs until it is stopped or killed. */
    static void registerEndless(String name) {
        registerInstant(name, Map.of(InstantRuntime.MILLIS, "3600000"));
    }

    /**
     * Registers a task without a process.
     *
     * @param environment the environment of its container, in which {@link InstantRuntime} finds how long it lasts and
     *     how it ends
     */
    static void registerInstant(String name, Map<String, String> environment) {
        register(
                name,
                ContainerDefinition.builder()
                        .image(Names.INSTANT_IMAGE)
                        .environment(environment.entrySet().stream()
                                .map(variable -> KeyValuePair.builder()
                                        .name(variable.getKey())
                                        .value(variable.getValue())
                                        .build())
                                .toList()));
    }

    private static void register(String name, ContainerDefinition.Builder container) {
        get().ecsClient().registerTaskDefinition(request -> request.family(name)
                .requiresCompatibilities(Compatibility.FARGATE)
                .networkMode(NetworkMode.AWSVPC)
                .cpu("256")
                .memory("512")
                .containerDefinitions(
                        container.name(name).essential(true).stopTimeout(2).build()));
    }

    /** Gives what the ids of an execution's attempts begin with. */
    static String attemptPrefix(ExecutionKey key) {
        return attemptId(key, 0).replaceFirst("0$", "");
    }

    /** Gives the id by which ECS knows an attempt. */
    static String attemptId(ExecutionKey key, int attempt) {
        return Digests.id(key.tenantId(), key.jitEventId(), key.executionId()) + "-" + attempt;
    }

    /** Gives every task that was ever started for an attempt of the execution, the first one first. */
    static List<StartedTask> tasks(ExecutionKey key) {
        String prefix = attemptPrefix(key);
        return get().ecs().tasksStarted().stream()
                .filter(task -> String.valueOf(task.startedBy()).startsWith(prefix))
                .toList();
    }

    /** Gives the tasks of these executions that have not stopped. */
    static List<StartedTask> running(Collection<ExecutionKey> keys) {
        return keys.stream()
                .flatMap(key -> tasks(key).stream())
                .filter(task -> !"STOPPED".equals(lastStatus(task)))
                .toList();
    }

    static String lastStatus(StartedTask task) {
        return get().ecsClient()
                .describeTasks(describe -> describe.cluster(Names.CLUSTER).tasks(task.taskArn()))
                .tasks()
                .get(0)
                .lastStatus();
    }

    /** Gives how often RunTask was called for the attempt, whatever the answers were. */
    static long runTaskCalls(ExecutionKey key, int attempt) {
        return get().ecs().runTaskCalls().stream()
                .filter(call -> attemptId(key, attempt).equals(call.startedBy()))
                .count();
    }

    static int slotsInUse(String tenant) {
        Map<String, AttributeValue> item =
                get().dynamoDb().getItem(item(tenant, "SLOTS#ecs")).item();
        return item.containsKey("in_use") ? Integer.parseInt(item.get("in_use").n()) : 0;
    }

    /**
     * Gives up to where the first events of the tenant's pending executions are known to be published; empty if nothing
     * is known.
     */
    static String pendingEventsMark(String tenant) {
        Map<String, AttributeValue> item =
                get().dynamoDb().getItem(item(tenant, "PENDING_EVENTS#ecs")).item();
        return item.containsKey("published_up_to") ? item.get("published_up_to").s() : "";
    }

    private static GetItemRequest item(String tenant, String sortKey) {
        return GetItemRequest.builder()
                .tableName(Names.EXECUTIONS_TABLE)
                .consistentRead(true)
                .key(Map.of("PK", AttributeValue.fromS("TENANT#" + tenant), "SK", AttributeValue.fromS(sortKey)))
                .build();
    }

    /** Gives a tenant a limit of its own, as an operator does. */
    public static void limitSlots(String tenant, int limit) {
        get().dynamoDb().updateItem(update -> update.tableName(Names.EXECUTIONS_TABLE)
                .key(Map.of("PK", AttributeValue.fromS("TENANT#" + tenant), "SK", AttributeValue.fromS("SLOTS#ecs")))
                .updateExpression("SET slot_limit = :limit")
                .expressionAttributeValues(Map.of(":limit", AttributeValue.fromN(Integer.toString(limit)))));
    }

    /** Changes a slot counter by hand. */
    static void setSlotsInUse(String tenant, int number) {
        get().dynamoDb().updateItem(update -> update.tableName(Names.EXECUTIONS_TABLE)
                .key(item(tenant, "SLOTS#ecs").key())
                .updateExpression("SET in_use = :number")
                .expressionAttributeValues(Map.of(":number", AttributeValue.fromN(Integer.toString(number)))));
    }

    /** Gives the row as the table has it. */
    static Map<String, AttributeValue> row(ExecutionKey key) {
        return get().dynamoDb().getItem(item(key.tenantId(), key.sortKey())).item();
    }

    /** Gives the item that stands beside the row of an execution with a slot on the runner ecs. */
    static Map<String, AttributeValue> launch(ExecutionKey key) {
        return get().dynamoDb()
                .getItem(item(key.tenantId(), "LAUNCH#ecs#" + key.sortKey()))
                .item();
    }

    /**
     * Puts rows that look like long overdue executions to the sweep and cannot be read, one in each shard; gives their
     * keys.
     */
    static List<Map<String, AttributeValue>> putUnreadableRowsThatAreDue(String tenant) {
        return IntStream.range(0, SHARDS)
                .mapToObj(shard -> {
                    Map<String, AttributeValue> key = item(
                                    tenant, new ExecutionKey(tenant, "unreadable", Integer.toString(shard)).sortKey())
                            .key();
                    Map<String, AttributeValue> row = new HashMap<>(key);
                    row.put("GSI6PK", AttributeValue.fromS("DUE#" + shard));
                    row.put("GSI6SK", AttributeValue.fromS("2020-01-01T00:00:00.000Z#" + shard));
                    row.put("status", AttributeValue.fromS("no-such-status"));
                    get().dynamoDb().putItem(put -> put.tableName(Names.EXECUTIONS_TABLE)
                            .item(row));
                    return key;
                })
                .toList();
    }

    static void deleteRow(Map<String, AttributeValue> key) {
        get().dynamoDb()
                .deleteItem(delete -> delete.tableName(Names.EXECUTIONS_TABLE).key(key));
    }
}
