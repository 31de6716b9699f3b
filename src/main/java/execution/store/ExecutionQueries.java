package execution.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.config.ServiceProperties;
import execution.model.ExecutionStatus;
import java.util.ArrayList;
import java.util.HashMap;
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

    private final BatchReads reads;

    ExecutionQueries(DynamoDbClient dynamoDb, ServiceProperties service, ExecutionItems items, BatchReads reads) {
        this.dynamoDb = dynamoDb;
        this.table = service.table();
        this.items = items;
        this.reads = reads;
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

        private boolean matches(Map<String, AttributeValue> row) {
            AttributeValue partition = row.get(partitionName());
            return partition != null && partition().equals(partition.s());
        }

        private String partitionName() {
            return "GSI" + index() + "PK";
        }

        private String sortName() {
            return "GSI" + index() + "SK";
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
     * The indexes hold keys alone: what is listed is read from the table. A row that no longer is as the index has it is left out,
     * and the page is filled up from behind.
     *
     * @param after where the page before ended, or null for the first
     * @param limit rows a page at most
     */
    public Page list(Filter filter, Position after, int limit) {
        List<ObjectNode> found = new ArrayList<>(limit);
        Position position = after;
        do {
            QueryResponse keys = keys(filter, position, limit - found.size());
            found.addAll(rows(filter, keys.items()));
            Map<String, AttributeValue> last = keys.lastEvaluatedKey();
            position = last == null || last.isEmpty()
                    ? null
                    : new Position(
                            last.get("SK").s(), last.get(filter.sortName()).s());
        } while (found.size() < limit && position != null);
        return new Page(found, position);
    }

    private QueryResponse keys(Filter filter, Position after, int limit) {
        QueryRequest.Builder query = QueryRequest.builder()
                .tableName(table)
                .indexName("GSI" + filter.index())
                .keyConditionExpression(filter.partitionName() + " = :partition")
                .expressionAttributeValues(Map.of(":partition", Attributes.text(filter.partition())))
                .scanIndexForward(false)
                .limit(limit);
        if (after != null) {
            query.exclusiveStartKey(Map.of(
                    "PK",
                    Attributes.text("TENANT#" + filter.tenantId()),
                    "SK",
                    Attributes.text(after.sortKey()),
                    filter.partitionName(),
                    Attributes.text(filter.partition()),
                    filter.sortName(),
                    Attributes.text(after.indexSortKey())));
        }
        return dynamoDb.query(query.build());
    }

    /** The rows of these keys that still are what the filter wants, in the order of the keys. */
    private List<ObjectNode> rows(Filter filter, List<Map<String, AttributeValue>> keys) {
        Map<String, Map<String, AttributeValue>> rows = new HashMap<>();
        reads.rows(keys).forEach(row -> rows.put(row.get("SK").s(), row));
        return keys.stream()
                .map(key -> rows.get(key.get("SK").s()))
                .filter(row -> row != null && filter.matches(row))
                .map(items::visible)
                .toList();
    }
}
