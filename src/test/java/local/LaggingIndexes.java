package local;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * Keeps the indexes of a table behind the table for as long as a test wants. On AWS indexes lag for moments, and on
 * DynamoDB Local never. While the indexes are stopped, no query of an index finds what the client puts. The answer to
 * such a query may therefore hold less than its limit although more items follow. Updates show at once. This is an
 * interceptor of the client whose indexes are to lag.
 */
public final class LaggingIndexes implements ExecutionInterceptor {

    private final Set<Map<String, AttributeValue>> hidden = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    /** Stops the indexes: they learn of nothing new from now on. */
    public void stop() {
        stopped = true;
    }

    /** Lets the indexes hold all that the table holds. */
    public void catchUp() {
        stopped = false;
        hidden.clear();
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        if (stopped && context.request() instanceof PutItemRequest put) {
            hidden.add(key(put.item()));
        }
    }

    @Override
    public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
        SdkRequest request = context.request();
        if (request instanceof QueryRequest query
                && query.indexName() != null
                && context.response() instanceof QueryResponse response) {
            List<Map<String, AttributeValue>> shown = response.items().stream()
                    .filter(item -> !hidden.contains(key(item)))
                    .toList();
            return response.toBuilder().items(shown).count(shown.size()).build();
        }
        return context.response();
    }

    private static Map<String, AttributeValue> key(Map<String, AttributeValue> item) {
        return Map.of("PK", item.get("PK"), "SK", item.get("SK"));
    }
}
