package local;

import execution.aws.AwsResources;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The tables, and the one asset that is in them from the start. */
final class Tables {

    private final DynamoDbClient dynamoDb;

    Tables(DynamoDbClient dynamoDb) {
        this.dynamoDb = dynamoDb;
    }

    /** Makes what is not there yet. */
    void create() {
        var there = dynamoDb.listTables().tableNames();
        Names.RESOURCES.tables().stream()
                .filter(table -> !there.contains(table.name()))
                .forEach(this::create);
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

    private void create(AwsResources.Table table) {
        var request = CreateTableRequest.builder()
                .tableName(table.name())
                .billingMode(table.billing())
                .keySchema(key(table.key()))
                .attributeDefinitions(definitions(table));
        if (!table.indexes().isEmpty()) {
            request.globalSecondaryIndexes(table.indexes().stream()
                    .map(index -> GlobalSecondaryIndex.builder()
                            .indexName(index.name())
                            .keySchema(key(index.key()))
                            .projection(projection -> projection.projectionType(index.projection()))
                            .build())
                    .toList());
        }
        if (table.stream() != null) {
            request.streamSpecification(stream -> stream.streamEnabled(true).streamViewType(table.stream()));
        }
        dynamoDb.createTable(request.build());
        if (table.expires() != null) {
            dynamoDb.updateTimeToLive(live -> live.tableName(table.name())
                    .timeToLiveSpecification(expiry -> expiry.enabled(true).attributeName(table.expires())));
        }
    }

    private static List<KeySchemaElement> key(AwsResources.Key key) {
        return List.of(
                KeySchemaElement.builder()
                        .attributeName(key.partition())
                        .keyType(KeyType.HASH)
                        .build(),
                KeySchemaElement.builder()
                        .attributeName(key.sort())
                        .keyType(KeyType.RANGE)
                        .build());
    }

    private static List<AttributeDefinition> definitions(AwsResources.Table table) {
        return Stream.concat(Stream.of(table.key()), table.indexes().stream().map(AwsResources.Index::key))
                .flatMap(key -> Stream.of(key.partition(), key.sort()))
                .map(name -> AttributeDefinition.builder()
                        .attributeName(name)
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .toList();
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }
}
