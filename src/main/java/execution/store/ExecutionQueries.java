package execution.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.aws.ServiceProperties;
import execution.model.ExecutionStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** The lists of a tenant's executions, newest first: always one query of one index, never a scan. */
@Component
public class ExecutionQueries {

    /** Rows that are read first, before it is known how large a tenant's rows are. */
    private static final int FIRST = 8;

    /** How many rows are read at once, as their memory counts ({@link Attributes#weight}). */
    private static final int MOST_AT_ONCE = 1 << 20;

    /**
     * How many rows a page holds, by the same count: more than 100 of the usual ones of 3 KB, 16 with a job as large as
     * can be.
     */
    private static final int MOST_ON_A_PAGE = 2 << 20;

    /** Pages that are made at once; each takes a few times of what it holds for a moment. */
    private static final int PAGES = 4;

    private final Semaphore pages = new Semaphore(PAGES, true);
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

        boolean matches(Map<String, AttributeValue> row) {
            AttributeValue partition = row.get(partitionName());
            return partition != null && partition().equals(partition.s());
        }

        String partitionName() {
            return "GSI" + index() + "PK";
        }

        String sortName() {
            return "GSI" + index() + "SK";
        }

        String indexName() {
            return "GSI" + index();
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
     * The indexes hold keys alone: what is listed is read from the table. A row that no longer is as the index has it
     * is left out, and the page is filled up from behind. It ends before its limit where large rows would take too much
     * memory.
     *
     * @param after where the page before ended, or null for the first
     * @param limit rows a page at most
     */
    public Page list(Filter filter, Position after, int limit) {
        pages.acquireUninterruptibly();
        try {
            return page(filter, after, limit);
        } finally {
            pages.release();
        }
    }

    private Page page(Filter filter, Position after, int limit) {
        Found found = new Found(filter);
        Position position = after;
        do {
            QueryResponse keys = keys(filter, position, limit - found.rows.size());
            int read = 0;
            while (read < keys.items().size() && found.weight < MOST_ON_A_PAGE) {
                int next = Math.min(keys.items().size(), read + found.mostAtOnce());
                found.add(keys.items().subList(read, next));
                read = next;
            }
            Map<String, AttributeValue> last =
                    read < keys.items().size() ? keys.items().get(read - 1) : keys.lastEvaluatedKey();
            position = last == null || last.isEmpty()
                    ? null
                    : new Position(
                            last.get("SK").s(), last.get(filter.sortName()).s());
        } while (found.rows.size() < limit && position != null && found.weight < MOST_ON_A_PAGE);
        return new Page(found.rows, position);
    }

    /** What was read for a page so far. */
    private final class Found {
        private final Filter filter;
        private final List<ObjectNode> rows = new ArrayList<>();
        private long weight;

        private Found(Filter filter) {
            this.filter = filter;
        }

        /** How many rows like those before may be read at once. */
        private int mostAtOnce() {
            return rows.isEmpty() ? FIRST : (int) Math.max(1, MOST_AT_ONCE / Math.max(1, weight / rows.size()));
        }

        /** The rows of these keys that still are what the filter wants, in the order of the keys. */
        private void add(List<Map<String, AttributeValue>> keys) {
            Map<String, Map<String, AttributeValue>> found = new HashMap<>();
            reads.rows(keys).forEach(row -> found.put(row.get("SK").s(), row));
            for (Map<String, AttributeValue> key : keys) {
                Map<String, AttributeValue> row = found.get(key.get("SK").s());
                if (row != null && filter.matches(row)) {
                    rows.add(items.visible(row));
                    weight += Attributes.weight(row);
                }
            }
        }
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
}
