package execution.store;

import execution.aws.ServiceProperties;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Makes the budgets of the account, which live in the executions table. */
@Component
public class CallBudgets {

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final MeterRegistry metrics;
    private final Clock clock;

    /** Budgets of one name are one budget, whoever uses it. */
    private final Map<String, BudgetMeters> meters = new ConcurrentHashMap<>();

    public CallBudgets(DynamoDbClient dynamoDb, ServiceProperties service, MeterRegistry metrics, Clock clock) {
        this.dynamoDb = dynamoDb;
        this.table = service.table();
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * @param name the name of the budget, which is one of a few: it is a tag of metrics
     * @param perSecond calls that come back a second
     * @param burst the most that can be there at once
     * @param chunk how many an instance leases at once
     */
    public CallBudget budget(String name, int perSecond, int burst, int chunk) {
        return budget(name, perSecond, burst, chunk, clock);
    }

    /** As {@link #budget(String, int, int, int)}, by another clock. */
    CallBudget budget(String name, int perSecond, int burst, int chunk, Clock clock) {
        BudgetMeters uses =
                meters.computeIfAbsent(name, key -> new BudgetMeters(name, perSecond, burst, metrics, clock));
        return new CallBudget(dynamoDb, table, name, perSecond, burst, chunk, uses, clock);
    }
}
