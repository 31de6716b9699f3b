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
 * Lets the indexes of a table lag behind it for as long as a test wants, as they do on AWS for moments and on DynamoDB Local never:
 * what the client puts while they are stopped is in no answer to a query of an index. Such an answer may thus hold less than the
 * query's limit though more is behind it. Updates show at once. It is an interceptor of the client whose indexes are to lag.
 */
public final class LaggingIndexes implements ExecutionInterceptor {

    private final Set<Map<String, AttributeValue>> hidden = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    /** From now on the indexes learn of nothing new. */
    public void stop() {
        stopped = true;
    }

    /** From now on the indexes hold what the table holds. */
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
