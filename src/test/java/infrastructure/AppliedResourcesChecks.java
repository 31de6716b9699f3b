package infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import execution.aws.AwsResources;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryStatus;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Compares what was applied, as AWS's own answers tell it, with what the code needs. It is no part of {@code verify},
 * because it needs the address of something that was applied: {@code .ci/emulator resources} runs it.
 */
class AppliedResourcesChecks {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static AppliedInfrastructure applied;

    @BeforeAll
    static void read() {
        applied = AppliedInfrastructure.at(URI.create(System.getProperty("applied.endpoint")));
    }

    @AfterAll
    static void close() {
        applied.close();
    }

    @Test
    void shouldHaveEachTableWithItsKeyIndexesAndStream() {
        for (AwsResources.Table needed : applied.needed().tables()) {
            TableDescription table = table(needed.name());

            assertThat(key(table.keySchema())).as(needed.name()).isEqualTo(needed.key());
            assertThat(table.billingModeSummary().billingMode())
                    .as(needed.name())
                    .isEqualTo(needed.billing());
            assertThat(table.attributeDefinitions().stream().map(AttributeDefinition::attributeType))
                    .as(needed.name())
                    .containsOnly(ScalarAttributeType.S);
            assertThat(table.globalSecondaryIndexes().stream().map(AppliedResourcesChecks::index))
                    .as(needed.name())
                    .containsExactlyInAnyOrderElementsOf(needed.indexes());
            StreamSpecification stream = table.streamSpecification();
            assertThat(stream == null || !stream.streamEnabled() ? null : stream.streamViewType())
                    .as(needed.name())
                    .isEqualTo(needed.stream());
        }
    }

    @Test
    void shouldExpireTheItemsThatMayExpire() {
        for (AwsResources.Table needed : applied.needed().tables()) {
            TimeToLiveDescription ttl = applied.dynamoDb()
                    .describeTimeToLive(describe -> describe.tableName(needed.name()))
                    .timeToLiveDescription();

            assertThat(ttl.timeToLiveStatus() == TimeToLiveStatus.ENABLED ? ttl.attributeName() : null)
                    .as(needed.name())
                    .isEqualTo(needed.expires());
        }
    }

    /** Assets are copies of what another system holds. */
    @Test
    void shouldKeepExecutionsRestorable() {
        AwsResources.Table executions = applied.needed().tables().get(0);

        assertThat(applied.dynamoDb()
                        .describeContinuousBackups(describe -> describe.tableName(executions.name()))
                        .continuousBackupsDescription()
                        .pointInTimeRecoveryDescription()
                        .pointInTimeRecoveryStatus())
                .isEqualTo(PointInTimeRecoveryStatus.ENABLED);
        assertThat(table(executions.name()).sseDescription().kmsMasterKeyArn()).isNotBlank();
    }

    @Test
    void shouldHaveEachQueueWithItsDeadLetterQueue() throws JsonProcessingException {
        for (AwsResources.Queue needed : applied.needed().queues()) {
            Map<QueueAttributeName, String> queue = applied.queue(needed.name());
            Map<QueueAttributeName, String> deadLetters = applied.queue(needed.deadLetterQueue());
            JsonNode redrive = MAPPER.readTree(queue.get(QueueAttributeName.REDRIVE_POLICY));
            JsonNode allowed = MAPPER.readTree(deadLetters.get(QueueAttributeName.REDRIVE_ALLOW_POLICY));

            assertThat(seconds(queue, QueueAttributeName.VISIBILITY_TIMEOUT))
                    .as(needed.name())
                    .isEqualTo(needed.visibility());
            assertThat(seconds(queue, QueueAttributeName.MESSAGE_RETENTION_PERIOD))
                    .as(needed.name())
                    .isEqualTo(needed.kept());
            assertThat(seconds(deadLetters, QueueAttributeName.MESSAGE_RETENTION_PERIOD))
                    .as(needed.deadLetterQueue())
                    .isEqualTo(needed.deadLettersKept());
            assertThat(redrive.get("deadLetterTargetArn").asText())
                    .as(needed.name())
                    .isEqualTo(deadLetters.get(QueueAttributeName.QUEUE_ARN));
            assertThat(redrive.get("maxReceiveCount").asInt()).as(needed.name()).isEqualTo(needed.deliveries());
            assertThat(allowed.toString())
                    .as(needed.deadLetterQueue())
                    .contains("byQueue", queue.get(QueueAttributeName.QUEUE_ARN));
        }
    }

    /** A sender of events could name any tenant, and a sender of results any execution. */
    @Test
    void shouldLetEachQueueTakeMessagesOfItsSourcesAloneAndByTls() throws JsonProcessingException {
        AwsResources needed = applied.needed();
        for (AwsResources.Queue queue : needed.queues()) {
            List<JsonNode> statements = statements(queue.name());
            Set<String> senders = statements.stream()
                    .filter(statement -> statement.get("Effect").asText().equals("Allow"))
                    .map(statement -> statement.at("/Principal/Service").asText())
                    .filter(sender -> !sender.isEmpty())
                    .collect(Collectors.toSet());

            assertThat(statements).as(queue.name()).anySatisfy(statement -> assertThat(statement.toString())
                    .contains("\"Effect\":\"Deny\"", "aws:SecureTransport", "\"false\""));
            if (queue.name().equals(needed.resultsNotification().queue())) {
                assertThat(senders).as(queue.name()).containsExactly("s3.amazonaws.com");
                assertThat(statements.toString())
                        .contains(":s3:::" + needed.resultsNotification().bucket());
            } else if (queue.name().equals(needed.taskStateRule().queue())) {
                assertThat(senders).as(queue.name()).containsExactly("events.amazonaws.com");
            } else {
                assertThat(senders).as(queue.name()).isEmpty();
            }
        }
    }

    @Test
    void shouldTellTheServiceOfEachArchiveOfResults() {
        AwsResources.Notification needed = applied.needed().resultsNotification();

        List<QueueConfiguration> told = applied.s3()
                .getBucketNotificationConfiguration(get -> get.bucket(needed.bucket()))
                .queueConfigurations();

        assertThat(told).hasSize(1);
        assertThat(told.get(0).eventsAsStrings()).containsExactly(needed.event());
        assertThat(told.get(0).queueArn())
                .isEqualTo(applied.queue(needed.queue()).get(QueueAttributeName.QUEUE_ARN));
        assertThat(told.get(0).filter().key().filterRules().stream()
                        .collect(Collectors.toMap(
                                rule -> rule.nameAsString().toLowerCase(Locale.ROOT), FilterRule::value)))
                .isEqualTo(Map.of("prefix", needed.prefix(), "suffix", needed.suffix()));
    }

    @Test
    void shouldHaveEachBucketClosedToThePublicWithWhatIsDeletedByItself() {
        AwsResources needed = applied.needed();
        for (String bucket : needed.buckets()) {
            assertThat(applied.s3()
                            .getPublicAccessBlock(get -> get.bucket(bucket))
                            .publicAccessBlockConfiguration()
                            .restrictPublicBuckets())
                    .as(bucket)
                    .isTrue();
            Map<String, Duration> expected = needed.expiries().stream()
                    .filter(expiry -> expiry.bucket().equals(bucket))
                    .collect(Collectors.toMap(AwsResources.Expiry::prefix, AwsResources.Expiry::after));
            Map<String, Duration> expiries =
                    applied.s3().getBucketLifecycleConfiguration(get -> get.bucket(bucket)).rules().stream()
                            .filter(rule -> rule.expiration() != null
                                    && rule.expiration().days() != null)
                            .collect(Collectors.toMap(
                                    AppliedResourcesChecks::prefix,
                                    rule -> Duration.ofDays(rule.expiration().days())));

            assertThat(expiries).as(bucket).isEqualTo(expected);
        }
    }

    /** A name that no setting has would be ignored in silence. */
    @Test
    void shouldSetNothingThatTheServiceDoesNotRead() {
        Set<String> known = new ClassFileImporter()
                .importPackages("execution", "gateway").stream()
                        .filter(type -> type.isAnnotatedWith(ConfigurationProperties.class))
                        .map(JavaClass::reflect)
                        .flatMap(
                                type -> names(
                                        type.getAnnotation(ConfigurationProperties.class)
                                                .value(),
                                        type)
                                        .stream())
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(applied.environment().keySet())
                .filteredOn(name -> name.startsWith("EXECUTION_"))
                .isNotEmpty()
                .isSubsetOf(known);
    }

    @Test
    void shouldRunTheServiceOnFargateWithoutAWritableRootFileSystem() {
        ContainerDefinition container = applied.container();

        assertThat(container.readonlyRootFilesystem()).isTrue();
        assertThat(container.user()).isNotBlank().doesNotStartWith("0").isNotEqualTo("root");
        assertThat(container.image()).doesNotEndWith(":latest");
        assertThat(applied.setting("execution.ecs.subnets").orElse("")).contains("subnet-");
        assertThat(applied.setting("execution.ecs.security-groups").orElse("")).contains("sg-");
    }

    private static Set<String> names(String prefix, Class<?> type) {
        Set<String> names = new TreeSet<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "." + component.getName();
            if (component.getType().isRecord()) {
                names.addAll(names(name, component.getType()));
            } else {
                names.add(name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT));
            }
        }
        return names;
    }

    private static TableDescription table(String name) {
        return applied.dynamoDb()
                .describeTable(describe -> describe.tableName(name))
                .table();
    }

    private static AwsResources.Key key(List<KeySchemaElement> schema) {
        Map<KeyType, String> parts =
                schema.stream().collect(Collectors.toMap(KeySchemaElement::keyType, KeySchemaElement::attributeName));
        return new AwsResources.Key(parts.get(KeyType.HASH), parts.get(KeyType.RANGE));
    }

    private static AwsResources.Index index(GlobalSecondaryIndexDescription index) {
        return new AwsResources.Index(
                index.indexName(), key(index.keySchema()), index.projection().projectionType());
    }

    private static Duration seconds(Map<QueueAttributeName, String> queue, QueueAttributeName name) {
        return Duration.ofSeconds(Long.parseLong(queue.get(name)));
    }

    private static List<JsonNode> statements(String queue) throws JsonProcessingException {
        JsonNode policy = MAPPER.readTree(applied.queue(queue).get(QueueAttributeName.POLICY));
        return StreamSupport.stream(policy.get("Statement").spliterator(), false)
                .toList();
    }

    private static String prefix(LifecycleRule rule) {
        return rule.filter() == null || rule.filter().prefix() == null
                ? ""
                : rule.filter().prefix();
    }
}
