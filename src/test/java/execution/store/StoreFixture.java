package execution.store;

import execution.allocation.AllocationProperties;
import execution.aws.ServiceProperties;
import execution.model.Lane;
import execution.sweep.SweepProperties;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import local.Names;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.Select;
import system.SharedPlatform;

/** One instance's store on the shared platform's table, without anything else of the service. */
final class StoreFixture {

    static final SweepProperties SWEEP = new SweepProperties(
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            4,
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofSeconds(20),
            Duration.ofMinutes(1),
            Duration.ofMinutes(10));

    /** So many of the next queries by pages find nothing, as if what they ask for was just being written. */
    final AtomicInteger emptyQueries = new AtomicInteger();

    /** What the table refused, of this fixture's calls. */
    final List<Throwable> refusals = new CopyOnWriteArrayList<>();

    final DynamoDbClient dynamoDb = (DynamoDbClient) Proxy.newProxyInstance(
            StoreFixture.class.getClassLoader(), new Class<?>[] {DynamoDbClient.class}, (proxy, method, arguments) -> {
                try {
                    if (method.getName().equals("queryPaginator")
                            && emptyQueries.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                        return SharedPlatform.get().dynamoDb().queryPaginator(StoreFixture::ofNothing);
                    }
                    return method.invoke(SharedPlatform.get().dynamoDb(), arguments);
                } catch (InvocationTargetException e) {
                    refusals.add(e.getCause());
                    throw e.getCause();
                }
            });
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final ServiceProperties service;
    final DueTimes due = new DueTimes(SWEEP);
    final ExecutionItems items = new ExecutionItems(due);
    final ExecutionStore store;

    private StoreFixture(int slots) {
        service = new ServiceProperties(Names.EXECUTIONS_TABLE, Names.ASSETS_TABLE, null, null);
        store = new ExecutionStore(
                dynamoDb,
                service,
                items,
                new AllocationProperties(Map.of(), slots, Duration.ofHours(24), 20, Duration.ofSeconds(2)),
                new WriteCounts(metrics),
                new RecentRows(),
                due,
                new BatchReads(dynamoDb, service));
    }

    private static void ofNothing(QueryRequest.Builder query) {
        query.tableName(Names.EXECUTIONS_TABLE)
                .keyConditionExpression("PK = :nothing")
                .expressionAttributeValues(Map.of(":nothing", AttributeValue.fromS("NOTHING")));
    }

    SlotRecounts recounts() {
        return new SlotRecounts(dynamoDb, service, store, new BatchReads(dynamoDb, service), metrics);
    }

    static StoreFixture withSlots(int slots) {
        return new StoreFixture(slots);
    }

    /** How many launches stand beside rows of the lane. */
    int launches(Lane lane) {
        return dynamoDb.query(query -> query.tableName(service.table())
                        .consistentRead(true)
                        .select(Select.COUNT)
                        .keyConditionExpression("PK = :tenant AND begins_with(SK, :launches)")
                        .expressionAttributeValues(Map.of(
                                ":tenant", AttributeValue.fromS("TENANT#" + lane.tenantId()),
                                ":launches", AttributeValue.fromS(ExecutionItems.launchPrefix(lane)))))
                .count();
    }

    double transactions() {
        return metrics.counter("execution.store.transactions").count();
    }

    /** What somebody does who changes a counter by hand. */
    void setInUse(Lane lane, int number) {
        dynamoDb.updateItem(update -> update.tableName(service.table())
                .key(new SlotCounter(service.table(), lane).key())
                .updateExpression("SET in_use = :number")
                .expressionAttributeValues(Map.of(":number", AttributeValue.fromN(Integer.toString(number)))));
    }
}
