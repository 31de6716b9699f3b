package execution.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import local.Names;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * What goes wrong, or just happens, between the store and the table. Each is done to the next calls of an operation.
 */
public final class TableFaults {

    private static final class Planned {
        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicInteger lostAnswers = new AtomicInteger();
        private final AtomicInteger lostRequests = new AtomicInteger();
        private final AtomicInteger repeats = new AtomicInteger();
        private final List<RuntimeException> failures = new CopyOnWriteArrayList<>();
        private final List<Runnable> afterwards = new CopyOnWriteArrayList<>();
        private final List<UnaryOperator<Object>> answers = new CopyOnWriteArrayList<>();
    }

    private final Map<String, Planned> planned = new ConcurrentHashMap<>();
    private final AtomicInteger emptyQueries = new AtomicInteger();
    private final List<Throwable> refusals = new CopyOnWriteArrayList<>();

    DynamoDbClient between(DynamoDbClient table) {
        return (DynamoDbClient) Proxy.newProxyInstance(
                TableFaults.class.getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (proxy, method, arguments) -> call(table, method, arguments));
    }

    /** The table does what the next calls say, and nobody hears of it. */
    public void loseAnswers(String operation, int calls) {
        of(operation).lostAnswers.set(calls);
    }

    /** The next calls do not come to the table. */
    public void loseRequests(String operation, int calls) {
        of(operation).lostRequests.set(calls);
    }

    /** The next call comes to the table twice, as the SDK repeats one whose answer it did not get. */
    public void repeat(String operation) {
        of(operation).repeats.set(1);
    }

    /** The next call does not come to the table and fails like this. */
    public void fail(String operation, RuntimeException failure) {
        of(operation).failures.add(failure);
    }

    /** Something that happens once the next call has been answered, before its caller goes on. */
    public void afterNext(String operation, Runnable event) {
        of(operation).afterwards.add(event);
    }

    /** The next call is answered with something else than what the table said. */
    void changeAnswer(String operation, UnaryOperator<Object> change) {
        of(operation).answers.add(change);
    }

    /** So many of the next queries by pages find nothing, as if what they ask for was just being written. */
    void emptyQueries(int calls) {
        emptyQueries.set(calls);
    }

    /** How often the operation was called so far. */
    public int calls(String operation) {
        return of(operation).calls.get();
    }

    /** What the table refused so far. */
    List<Throwable> refusals() {
        return refusals;
    }

    private Planned of(String operation) {
        return planned.computeIfAbsent(operation, name -> new Planned());
    }

    private Object call(DynamoDbClient table, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("queryPaginator") && next(emptyQueries)) {
            return table.queryPaginator(TableFaults::ofNothing);
        }
        Planned plan = of(method.getName());
        plan.calls.incrementAndGet();
        if (next(plan.lostRequests)) {
            throw SdkClientException.create("the table is away");
        }
        if (!plan.failures.isEmpty()) {
            throw plan.failures.remove(0);
        }
        if (next(plan.repeats)) {
            invoke(table, method, arguments);
        }
        Object answer = invoke(table, method, arguments);
        if (!plan.afterwards.isEmpty()) {
            plan.afterwards.remove(0).run();
        }
        if (next(plan.lostAnswers)) {
            throw SdkClientException.create("the answer is lost");
        }
        return plan.answers.isEmpty() ? answer : plan.answers.remove(0).apply(answer);
    }

    private Object invoke(DynamoDbClient table, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(table, arguments);
        } catch (InvocationTargetException e) {
            refusals.add(e.getCause());
            throw e.getCause();
        }
    }

    private static boolean next(AtomicInteger left) {
        return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }

    private static void ofNothing(QueryRequest.Builder query) {
        query.tableName(Names.EXECUTIONS_TABLE)
                .keyConditionExpression("PK = :nothing")
                .expressionAttributeValues(Map.of(":nothing", AttributeValue.fromS("NOTHING")));
    }
}
