package execution.aws;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * Counts the capacity units that DynamoDB says each call consumed, those of indexes included, as metrics. An operator
 * can read from these metrics what the service costs while it runs.
 */
@Component
public class ConsumedUnits implements ExecutionInterceptor {

    private final Counter written;
    private final Counter transacted;
    private final Counter read;

    public ConsumedUnits(MeterRegistry metrics) {
        written = counter(metrics, "write");
        transacted = counter(metrics, "transaction");
        read = counter(metrics, "read");
    }

    private static Counter counter(MeterRegistry metrics, String kind) {
        return Counter.builder("execution.store.units")
                .description("Capacity units that DynamoDB counted for the service's calls")
                .tag("kind", kind)
                .register(metrics);
    }

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        ReturnConsumedCapacity total = ReturnConsumedCapacity.TOTAL;
        SdkRequest request = context.request();
        if (request instanceof PutItemRequest put) {
            return put.toBuilder().returnConsumedCapacity(total).build();
        } else if (request instanceof UpdateItemRequest update) {
            return update.toBuilder().returnConsumedCapacity(total).build();
        } else if (request instanceof TransactWriteItemsRequest transaction) {
            return transaction.toBuilder().returnConsumedCapacity(total).build();
        } else if (request instanceof DeleteItemRequest delete) {
            return delete.toBuilder().returnConsumedCapacity(total).build();
        } else if (request instanceof GetItemRequest get) {
            return get.toBuilder().returnConsumedCapacity(total).build();
        } else if (request instanceof QueryRequest query) {
            return query.toBuilder().returnConsumedCapacity(total).build();
        } else if (request instanceof BatchGetItemRequest batch) {
            return batch.toBuilder().returnConsumedCapacity(total).build();
        }
        return request;
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        SdkResponse response = context.response();
        if (response instanceof PutItemResponse put) {
            count(written, put.consumedCapacity());
        } else if (response instanceof UpdateItemResponse update) {
            count(written, update.consumedCapacity());
        } else if (response instanceof TransactWriteItemsResponse transaction) {
            count(transacted, transaction.consumedCapacity());
        } else if (response instanceof DeleteItemResponse delete) {
            count(written, delete.consumedCapacity());
        } else if (response instanceof GetItemResponse get) {
            count(read, get.consumedCapacity());
        } else if (response instanceof QueryResponse query) {
            count(read, query.consumedCapacity());
        } else if (response instanceof BatchGetItemResponse batch) {
            count(read, batch.consumedCapacity());
        }
    }

    private static void count(Counter counter, List<ConsumedCapacity> all) {
        all.forEach(one -> count(counter, one));
    }

    private static void count(Counter counter, ConsumedCapacity consumed) {
        if (consumed != null && consumed.capacityUnits() != null) {
            counter.increment(consumed.capacityUnits());
        }
    }
}
