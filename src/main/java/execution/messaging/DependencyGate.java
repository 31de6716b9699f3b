package execution.messaging;

import execution.aws.ServiceProperties;
import execution.outage.Outage;
import java.time.Clock;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.throttling.ThrottlingExceptionRoutePolicy;
import org.springframework.stereotype.Component;
import shared.aws.AwsFailures;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Suspends a consuming route while the table cannot be reached, so that messages stay on the queue and do not use up
 * their deliveries. A message that fails because of its own content does not suspend the route, because the messages
 * behind it can work.
 */
@Component
public class DependencyGate {

    /**
     * The first failure suspends the route: a failed message comes back only after its visibility time-out, so more
     * failures might be long in coming.
     */
    private static final int FAILURES = 1;

    private static final long WITHIN_MILLIS = 30_000;
    private static final long TRY_AGAIN_MILLIS = 5_000;

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final Outage outage;

    DependencyGate(DynamoDbClient dynamoDb, ServiceProperties service, Clock clock) {
        this.dynamoDb = dynamoDb;
        this.table = service.table();
        this.outage = new Outage("Reaching the table " + table + ", until which queues stay closed,", clock);
    }

    /** Makes a policy, which each route needs for itself because it counts the route's failures. */
    public ThrottlingExceptionRoutePolicy policy() {
        ThrottlingExceptionRoutePolicy policy = new UnavailabilityPolicy();
        policy.setHalfOpenHandler(this::isTableThere);
        return policy;
    }

    private static final class UnavailabilityPolicy extends ThrottlingExceptionRoutePolicy {

        private UnavailabilityPolicy() {
            super(FAILURES, WITHIN_MILLIS, TRY_AGAIN_MILLIS, List.of(SdkException.class));
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            if (exchange.getException() == null || AwsFailures.isUnavailable(exchange.getException())) {
                super.onExchangeDone(route, exchange);
            }
        }
    }

    private boolean isTableThere() {
        try {
            dynamoDb.describeTable(describe -> describe.tableName(table));
            outage.succeeded();
            return true;
        } catch (SdkException e) {
            outage.failed(e);
            return false;
        }
    }
}
