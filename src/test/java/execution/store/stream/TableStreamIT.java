package execution.store.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import execution.outage.PollOutages;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import local.Gate;
import local.LocalTables;
import local.Names;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import system.RunningService;

/** The component on a real stream, which nobody has written to before. */
class TableStreamIT {

    private static final LocalTables TABLES = LocalTables.get();

    private final String table = "stream-" + UUID.randomUUID();
    private final List<String> records = new CopyOnWriteArrayList<>();
    private final PollOutages outages = new PollOutages(Clock.systemUTC());
    private final Gate gate = new Gate(TABLES.endpoint());
    private final DynamoDbStreamsClient streams = DynamoDbStreamsClient.builder()
            .endpointOverride(gate.endpoint())
            .region(Names.REGION)
            .credentialsProvider(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create(Names.ACCESS_KEY, Names.SECRET_KEY)))
            .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()))
            .build();
    private final Predicate<Record> notOfOthers = change -> {
        String key = key(change);
        if (key.startsWith("unreadable")) {
            throw new IllegalStateException(key);
        }
        return !key.startsWith("other");
    };
    private final DefaultCamelContext camel = new DefaultCamelContext();

    @BeforeEach
    void start() throws Exception {
        TABLES.dynamoDb().createTable(create -> create.tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(KeySchemaElement.builder()
                        .attributeName("PK")
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("PK")
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .streamSpecification(stream -> stream.streamEnabled(true).streamViewType(StreamViewType.NEW_IMAGE)));
        camel.getRegistry().bind("dynamoDb", DynamoDbClient.class, TABLES.dynamoDb());
        camel.getRegistry().bind("streams", DynamoDbStreamsClient.class, streams);
        camel.getRegistry().bind("clock", Clock.systemUTC());
        camel.getRegistry().bind("pollOutages", outages);
        camel.getRegistry().bind("notOfOthers", notOfOthers);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("table-stream:" + table + "?initialDelay=0&delay=20&pollStrategy=#pollOutages&only=#notOfOthers")
                        .routeId("table-stream")
                        .process(exchange ->
                                records.add(key(exchange.getMessage().getBody(Record.class))));
            }
        });
        camel.start();
    }

    private static String key(Record change) {
        return change.dynamodb().keys().get("PK").s();
    }

    @AfterEach
    void stop() throws Exception {
        camel.stop();
        streams.close();
        gate.close();
        TABLES.dynamoDb().deleteTable(delete -> delete.tableName(table));
    }

    private void put(String key) {
        TABLES.dynamoDb().putItem(put -> put.tableName(table).item(Map.of("PK", AttributeValue.fromS(key))));
    }

    /** Writes until the consumer has taken its first look at the stream. */
    private void awaitBegin() {
        await().atMost(RunningService.LONGEST_WAIT).until(() -> {
            put("probe-" + UUID.randomUUID());
            return !records.isEmpty();
        });
        String last = "probe-" + UUID.randomUUID();
        put(last);
        await().atMost(RunningService.LONGEST_WAIT).until(() -> records.contains(last));
        records.clear();
    }

    private boolean isReady() {
        return HealthCheckHelper.invokeReadiness(camel).stream()
                .allMatch(result -> result.getState() == HealthCheck.State.UP);
    }

    @Test
    void shouldMakeExchangesOfThoseRecordsAloneThatTheRouteWants() {
        // Given
        awaitBegin();

        // When
        put("other-1");
        put("own-1");
        put("unreadable-1");
        put("own-2");

        // Then
        await().atMost(RunningService.LONGEST_WAIT).until(() -> records.contains("own-2"));
        assertThat(records).containsExactly("own-1", "own-2");
        assertThat(outages.current()).isEmpty();
    }

    @Test
    void shouldFailAtNothingOnAStreamWithoutAnyRecord() {
        // Given
        long before = TABLES.calls().getOrDefault("GetRecords", 0L);

        // When
        await("some polls")
                .atMost(RunningService.LONGEST_WAIT)
                .until(() -> TABLES.calls().getOrDefault("GetRecords", 0L) > before + 20);

        // Then
        assertThat(outages.current()).isEmpty();
        awaitBegin();
        assertThat(outages.current()).isEmpty();
    }

    @Test
    void shouldGiveEachRecordOnceAndInOrder() {
        // Given
        awaitBegin();

        // When
        List<String> keys = IntStream.range(0, 50).mapToObj(Integer::toString).toList();
        keys.forEach(this::put);

        // Then
        await().atMost(RunningService.LONGEST_WAIT).until(() -> records.size() >= keys.size());
        assertThat(records).containsExactlyElementsOf(keys);
    }

    @Test
    void shouldGoOnWhereItStoppedWhenTheStreamIsBackAfterAnOutage() {
        // Given
        awaitBegin();

        // When
        gate.shut();
        await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> outages.current().containsKey("table-stream"));
        put("of the outage");
        assertThat(isReady()).as("ready all the same").isTrue();
        gate.open();

        // Then
        await().atMost(RunningService.LONGEST_WAIT).until(() -> records.contains("of the outage"));
        await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> outages.current().isEmpty());
        assertThat(records).containsExactly("of the outage");
    }
}
