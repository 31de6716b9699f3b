package local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** The tables, and the one asset that is in them from the start. */
final class Tables {

    /** Keys alone: an index that copied rows would be written, and paid for, with each write of a row. */
    private static final Map<String, ProjectionType> INDEXES = Map.of(
            "GSI1", ProjectionType.KEYS_ONLY,
            "GSI2", ProjectionType.KEYS_ONLY,
            "GSI3", ProjectionType.KEYS_ONLY,
            "GSI4", ProjectionType.KEYS_ONLY,
            "GSI5", ProjectionType.KEYS_ONLY,
            "GSI6", ProjectionType.KEYS_ONLY);

    private final DynamoDbClient dynamoDb;

    Tables(DynamoDbClient dynamoDb) {
        this.dynamoDb = dynamoDb;
    }

    /** Makes what is not there yet. */
    void create() {
        var there = dynamoDb.listTables().tableNames();
        if (!there.contains(Names.EXECUTIONS_TABLE)) {
            createExecutions();
        }
        if (!there.contains(Names.ASSETS_TABLE)) {
            createAssets();
        }
        putAsset(Names.DEMO_TENANT, Names.DEMO_ASSET, "sample-application");
    }

    void putAsset(String tenant, String assetId, String name) {
        var item = Map.of(
                "PK", text("TENANT#" + tenant),
                "SK", text("ASSET#" + assetId),
                "tenant_id", text(tenant),
                "asset_id", text(assetId),
                "asset_name", text(name),
                "asset_type", text("repo"),
                "vendor", text("github"));
        dynamoDb.putItem(request -> request.tableName(Names.ASSETS_TABLE).item(item));
    }

    private void createExecutions() {
        var attributes = new ArrayList<>(List.of("PK", "SK"));
        INDEXES.keySet().forEach(index -> attributes.addAll(List.of(index + "PK", index + "SK")));
        var indexes = INDEXES.entrySet().stream()
                .map(index -> GlobalSecondaryIndex.builder()
                        .indexName(index.getKey())
                        .keySchema(key(index.getKey() + "PK", index.getKey() + "SK"))
                        .projection(projection -> projection.projectionType(index.getValue()))
                        .build())
                .toList();
        dynamoDb.createTable(request -> request.tableName(Names.EXECUTIONS_TABLE)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(key("PK", "SK"))
                .attributeDefinitions(definitions(attributes.stream()))
                .globalSecondaryIndexes(indexes)
                .streamSpecification(
                        stream -> stream.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
    }

    private void createAssets() {
        dynamoDb.createTable(request -> request.tableName(Names.ASSETS_TABLE)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(key("PK", "SK"))
                .attributeDefinitions(definitions(Stream.of("PK", "SK"))));
    }

    private static List<KeySchemaElement> key(String hash, String range) {
        return List.of(
                KeySchemaElement.builder()
                        .attributeName(hash)
                        .keyType(KeyType.HASH)
                        .build(),
                KeySchemaElement.builder()
                        .attributeName(range)
                        .keyType(KeyType.RANGE)
                        .build());
    }

    private static List<AttributeDefinition> definitions(Stream<String> names) {
        return names.map(name -> AttributeDefinition.builder()
                        .attributeName(name)
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .collect(Collectors.toList());
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }
}
