package execution.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.aws.ServiceProperties;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * One list of the executions of several tenants, newest first. Each tenant costs one query of an index that holds keys
 * alone; only the rows that are shown are read.
 */
@Component
public class ExecutionOverview {

    /** How many rows are read at once. */
    private static final int AT_ONCE = 10;

    /** How much a page holds at most, as memory counts ({@link Attributes#weight}). */
    private static final int MOST_ON_A_PAGE = 2 << 20;

    /** Pages that are made at once. */
    private static final int PAGES = 4;

    /** The newest first; of those that are equally old, in the order of their keys. */
    private static final Comparator<Position> ORDER = Comparator.comparing(Position::createdAt)
            .reversed()
            .thenComparing(position -> position.key().partitionKey())
            .thenComparing(position -> position.key().sortKey());

    private final Semaphore pages = new Semaphore(PAGES, true);
    private final DynamoDbClient dynamoDb;
    private final String table;
    private final ExecutionItems items;
    private final BatchReads reads;

    ExecutionOverview(DynamoDbClient dynamoDb, ServiceProperties service, ExecutionItems items, BatchReads reads) {
        this.dynamoDb = dynamoDb;
        this.table = service.table();
        this.items = items;
        this.reads = reads;
    }

    /**
     * What is listed.
     *
     * @param tenants whose executions
     * @param status null for any
     * @param planItemSlug null for any
     * @param from created at this time or later; null for any
     * @param to created before this time; null for any
     */
    public record Wish(List<String> tenants, ExecutionStatus status, String planItemSlug, Instant from, Instant to) {}

    /** The place of an execution in the list. */
    public record Position(Instant createdAt, ExecutionKey key) {}

    /**
     * A page of the list.
     *
     * @param executions the rows as callers see them
     * @param last where the next page begins; null if there is none
     */
    public record Page(List<ObjectNode> executions, Position last) {}

    /**
     * Reads a page. It ends before its limit where large rows would take too much memory.
     *
     * @param after where the page before ended; null for the first one
     * @param limit the most rows of the page
     */
    public Page list(Wish wish, Position after, int limit) {
        pages.acquireUninterruptibly();
        try {
            return page(wish, after, limit);
        } finally {
            pages.release();
        }
    }

    private Page page(Wish wish, Position after, int limit) {
        List<ObjectNode> rows = new ArrayList<>();
        long weight = 0;
        Position position = after;
        while (true) {
            int wanted = limit - rows.size() + 1;
            List<Position> found = positions(wish, position, wanted);
            int read = 0;
            while (read < found.size() && rows.size() < limit && weight < MOST_ON_A_PAGE) {
                List<Position> some = found.subList(read, Math.min(found.size(), read + AT_ONCE));
                Map<ExecutionKey, Map<String, AttributeValue>> items = rows(some);
                for (Position next : some) {
                    if (rows.size() == limit || weight >= MOST_ON_A_PAGE) {
                        break;
                    }
                    position = next;
                    read++;
                    Map<String, AttributeValue> row = items.get(next.key());
                    if (row != null && filter(wish, next.key().tenantId()).matches(row)) {
                        rows.add(this.items.visible(row));
                        weight += Attributes.weight(row);
                    }
                }
            }
            boolean isMore = read < found.size() || found.size() == wanted;
            if (!isMore || rows.size() == limit || weight >= MOST_ON_A_PAGE) {
                return new Page(rows, isMore ? position : null);
            }
        }
    }

    private Map<ExecutionKey, Map<String, AttributeValue>> rows(List<Position> positions) {
        Map<ExecutionKey, Map<String, AttributeValue>> rows = new HashMap<>();
        reads.rows(positions.stream()
                        .map(position -> ExecutionStore.primaryKey(
                                position.key().partitionKey(), position.key().sortKey()))
                        .toList())
                .forEach(row -> rows.put(
                        ExecutionKey.of(row.get("PK").s(), row.get("SK").s()), row));
        return rows;
    }

    /** Gives the first positions of the list after another one. */
    private List<Position> positions(Wish wish, Position after, int most) {
        return wish.tenants().stream()
                .flatMap(tenant -> positions(wish, tenant, after, most).stream())
                .sorted(ORDER)
                .limit(most)
                .toList();
    }

    private List<Position> positions(Wish wish, String tenant, Position after, int most) {
        ExecutionQueries.Filter filter = filter(wish, tenant);
        String from = wish.from() == null ? "0" : Timestamps.format(wish.from());
        String to = wish.to() == null ? "9" : Timestamps.format(wish.to().minusNanos(1_000));
        if (after != null && Timestamps.format(after.createdAt()).compareTo(to) < 0) {
            to = Timestamps.format(after.createdAt());
        }
        if (from.compareTo(to) > 0) {
            return List.of();
        }
        List<Position> found = new ArrayList<>();
        Map<String, AttributeValue> start = Map.of();
        Position last = null;
        boolean isEnough;
        do {
            QueryResponse keys = keys(filter, from, to, start, most);
            for (Map<String, AttributeValue> key : keys.items()) {
                last = position(key, filter);
                if (after == null || ORDER.compare(last, after) > 0) {
                    found.add(last);
                }
            }
            start = keys.lastEvaluatedKey();
            // The index has its own order of those that are equally old, so all of them are needed to know the first.
            isEnough = found.size() >= most
                    && last != null
                    && !last.createdAt().equals(found.get(most - 1).createdAt());
        } while (!isEnough && !start.isEmpty());
        return found;
    }

    private static Position position(Map<String, AttributeValue> key, ExecutionQueries.Filter filter) {
        return new Position(
                Timestamps.parse(key.get(filter.sortName()).s()),
                ExecutionKey.of(key.get("PK").s(), key.get("SK").s()));
    }

    private QueryResponse keys(
            ExecutionQueries.Filter filter, String from, String to, Map<String, AttributeValue> start, int limit) {
        return dynamoDb.query(query -> query.tableName(table)
                .indexName(filter.indexName())
                .keyConditionExpression(
                        filter.partitionName() + " = :partition AND " + filter.sortName() + " BETWEEN :from AND :to")
                .expressionAttributeValues(Map.of(
                        ":partition", Attributes.text(filter.partition()),
                        ":from", Attributes.text(from),
                        ":to", Attributes.text(to)))
                .exclusiveStartKey(start.isEmpty() ? null : start)
                .scanIndexForward(false)
                .limit(limit));
    }

    private static ExecutionQueries.Filter filter(Wish wish, String tenant) {
        return new ExecutionQueries.Filter(tenant, wish.status(), wish.planItemSlug());
    }
}
