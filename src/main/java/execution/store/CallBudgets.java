package execution.store;

import execution.aws.ServiceProperties;
import java.time.Clock;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Makes the budgets of the account, which live in the executions table. */
@Component
public class CallBudgets {

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final Clock clock;

    public CallBudgets(DynamoDbClient dynamoDb, ServiceProperties service, Clock clock) {
        this.dynamoDb = dynamoDb;
        this.table = service.table();
        this.clock = clock;
    }

    /**
     * @param perSecond calls that come back a second
     * @param burst the most that can be there at once
     * @param chunk how many an instance leases at once
     */
    public CallBudget budget(String name, int perSecond, int burst, int chunk) {
        return budget(name, perSecond, burst, chunk, clock);
    }

    /** As {@link #budget(String, int, int, int)}, by another clock. */
    CallBudget budget(String name, int perSecond, int burst, int chunk, Clock clock) {
        return new CallBudget(dynamoDb, table, name, perSecond, burst, chunk, clock);
    }
}
