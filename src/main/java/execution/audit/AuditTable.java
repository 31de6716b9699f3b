package execution.audit;

import execution.aws.AuditProperties;
import execution.aws.AwsResources;
import execution.model.Timestamps;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** The table that keeps who did what. Each day is a partition, so a day is read with one query. */
@Component
public class AuditTable {

    private static final int MOST_CHARACTERS = 500;

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final Duration kept;
    private final Clock clock;

    AuditTable(DynamoDbClient dynamoDb, AuditProperties audit, Clock clock) {
        this.dynamoDb = dynamoDb;
        this.table = audit.auditTable();
        this.kept = audit.auditKept();
        this.clock = clock;
    }

    /**
     * A part of a day.
     *
     * @param lines the newest first
     * @param next where the next part begins; null if there is none
     */
    public record Part(List<AuditLine> lines, String next) {}

    /** Writes that somebody begins to do something. */
    AuditLine begin(Actor actor, String action, String on, String detail) {
        Instant now = Timestamps.now(clock);
        String time = Timestamps.format(now);
        String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        AuditLine line = new AuditLine(
                time.substring(0, 10),
                time + "#" + random,
                bounded(actor.name()),
                actor.role().name().toLowerCase(Locale.ROOT),
                bounded(actor.from()),
                action,
                bounded(on),
                bounded(detail),
                AuditLine.BEGUN);
        Map<String, AttributeValue> item = key(line);
        put(item, "who", line.who());
        put(item, "role", line.role());
        put(item, "from", line.from());
        put(item, "action", line.action());
        put(item, "on", line.on());
        put(item, "detail", line.detail());
        put(item, "outcome", line.outcome());
        item.put(
                AwsResources.EXPIRES_AT,
                AttributeValue.fromN(Long.toString(now.plus(kept).getEpochSecond())));
        dynamoDb.putItem(put -> put.tableName(table).item(item));
        return line;
    }

    /** Writes what came of it. */
    void complete(AuditLine line, String outcome) {
        dynamoDb.updateItem(update -> update.tableName(table)
                .key(key(line))
                .updateExpression("SET outcome = :outcome")
                .expressionAttributeValues(Map.of(":outcome", AttributeValue.fromS(bounded(outcome)))));
    }

    /**
     * Reads a part of a day.
     *
     * @param day such as {@code 2026-01-01}
     * @param before the id of the line before which the part begins; null for the newest
     */
    public Part read(String day, String before, int limit) {
        QueryResponse found = dynamoDb.query(query -> query.tableName(table)
                .keyConditionExpression("PK = :day AND SK < :before")
                .expressionAttributeValues(Map.of(
                        ":day", AttributeValue.fromS(partition(day)),
                        ":before", AttributeValue.fromS(before == null ? "9999" : before)))
                .scanIndexForward(false)
                .limit(limit));
        List<AuditLine> lines =
                found.items().stream().map(item -> line(day, item)).toList();
        return new Part(
                lines,
                found.hasLastEvaluatedKey() && !found.lastEvaluatedKey().isEmpty()
                        ? found.lastEvaluatedKey().get("SK").s()
                        : null);
    }

    private static AuditLine line(String day, Map<String, AttributeValue> item) {
        return new AuditLine(
                day,
                item.get("SK").s(),
                text(item, "who"),
                text(item, "role"),
                text(item, "from"),
                text(item, "action"),
                text(item, "on"),
                text(item, "detail"),
                text(item, "outcome"));
    }

    private static Map<String, AttributeValue> key(AuditLine line) {
        Map<String, AttributeValue> key = new HashMap<>();
        key.put("PK", AttributeValue.fromS(partition(line.day())));
        key.put("SK", AttributeValue.fromS(line.id()));
        return key;
    }

    private static String partition(String day) {
        return "DAY#" + day;
    }

    private static String bounded(String text) {
        return text == null || text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS);
    }

    private static void put(Map<String, AttributeValue> item, String name, String value) {
        if (value != null) {
            item.put(name, AttributeValue.fromS(value));
        }
    }

    private static String text(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        return value == null ? null : value.s();
    }
}
