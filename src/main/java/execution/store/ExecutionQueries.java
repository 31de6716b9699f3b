package execution.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.config.ServiceProperties;
import execution.model.ExecutionStatus;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** The lists of a tenant's executions, newest first: always one query of one index, never a scan. */
@Component
public class ExecutionQueries {

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final ExecutionItems items;

    ExecutionQueries(DynamoDbClient dynamoDb, ServiceProperties service, ExecutionItems items) {
        this.dynamoDb = dynamoDb;
        this.table = service.table();
        this.items = items;
    }

    /**
     * @param status null for any
     * @param planItemSlug null for any
     */
    public record Filter(String tenantId, ExecutionStatus status, String planItemSlug) {

        /** The partition of the index that holds exactly what the filter wants. */
        String partition() {
            return "TENANT#" + tenantId
                    + (planItemSlug == null ? "" : "#PLAN_ITEM#" + planItemSlug)
                    + (status == null ? "" : "#STATUS#" + status.text());
        }

        private int index() {
            if (planItemSlug == null) {
                return status == null ? 1 : 2;
            }
            return status == null ? 3 : 4;
        }
    }

    /**
     * @param last where the next page begins, or null
     */
    public record Page(List<ObjectNode> executions, Position last) {}

    /** The last row that was given: its sort key in the table and in the index. */
    public record Position(String sortKey, String indexSortKey) {}

    /**
     * @param after where the page before ended, or null for the first
     * @param limit rows a page at most
     */
    public Page list(Filter filter, Position after, int limit) {
        int index = filter.index();
        String partitionName = "GSI" + index + "PK";
        String sortName = "GSI" + index + "SK";
        QueryRequest.Builder query = QueryRequest.builder()
                .tableName(table)
                .indexName("GSI" + index)
                .keyConditionExpression(partitionName + " = :partition")
                .expressionAttributeValues(Map.of(":partition", Attributes.text(filter.partition())))
                .scanIndexForward(false)
                .limit(limit);
        if (after != null) {
            query.exclusiveStartKey(Map.of(
                    "PK",
                    Attributes.text("TENANT#" + filter.tenantId()),
                    "SK",
                    Attributes.text(after.sortKey()),
                    partitionName,
                    Attributes.text(filter.partition()),
                    sortName,
                    Attributes.text(after.indexSortKey())));
        }
        QueryResponse response = dynamoDb.query(query.build());
        Map<String, AttributeValue> last = response.lastEvaluatedKey();
        return new Page(
                response.items().stream().map(items::visible).toList(),
                last == null || last.isEmpty()
                        ? null
                        : new Position(last.get("SK").s(), last.get(sortName).s()));
    }
}
