package infrastructure;

import execution.aws.AuditProperties;
import execution.aws.AwsResources;
import execution.aws.ServiceProperties;
import execution.runner.ecs.EcsProperties;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * What the modules of Terraform made at an address that stands in for AWS. It begins with the ECS service whose tasks
 * have a container {@code service}, and knows all names from the environment of that container alone.
 */
final class AppliedInfrastructure implements AutoCloseable {

    static final Region REGION = Region.EU_WEST_1;

    /** Any key will do; the accounts of stand-ins are made up. */
    static final String KEY = "test";

    private static final String CONTAINER = "service";

    private final URI endpoint;
    private final EcsClient ecs;
    private final DynamoDbClient dynamoDb;
    private final SqsClient sqs;
    private final S3Client s3;
    private final ContainerDefinition container;
    private final Map<String, String> environment;
    private final Binder settings;

    private AppliedInfrastructure(URI endpoint) {
        this.endpoint = endpoint;
        ecs = at(EcsClient.builder()).build();
        dynamoDb = at(DynamoDbClient.builder()).build();
        sqs = at(SqsClient.builder()).build();
        s3 = at(S3Client.builder()).forcePathStyle(true).build();
        container = find();
        environment =
                container.environment().stream().collect(Collectors.toMap(KeyValuePair::name, KeyValuePair::value));
        settings = settings(environment);
    }

    /** Reads what there is at an address. */
    static AppliedInfrastructure at(URI endpoint) {
        return new AppliedInfrastructure(endpoint);
    }

    private <B extends AwsClientBuilder<B, ?>> B at(B builder) {
        return builder.endpointOverride(endpoint)
                .region(REGION)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, KEY)));
    }

    private ContainerDefinition find() {
        List<ContainerDefinition> found = ecs.listClustersPaginator().clusterArns().stream()
                .flatMap(this::services)
                .map(service -> taskDefinition(service.taskDefinition()))
                .flatMap(definition -> definition.containerDefinitions().stream())
                .filter(container -> container.name().equals(CONTAINER))
                .toList();
        if (found.size() != 1) {
            throw new IllegalStateException(found.size() + " services of ECS have a container '" + CONTAINER + "'");
        }
        return found.get(0);
    }

    private Stream<Service> services(String cluster) {
        return ecs.listServicesPaginator(list -> list.cluster(cluster)).serviceArns().stream()
                .flatMap(arn ->
                        ecs
                                .describeServices(
                                        describe -> describe.cluster(cluster).services(arn))
                                .services()
                                .stream());
    }

    /** Reads environment variables as the service itself does. */
    private static Binder settings(Map<String, String> environment) {
        StandardEnvironment spring = new StandardEnvironment();
        spring.getPropertySources()
                .forEach(source -> spring.getPropertySources().remove(source.getName()));
        spring.getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.copyOf(environment)));
        ConfigurationPropertySources.attach(spring);
        return Binder.get(spring);
    }

    ContainerDefinition container() {
        return container;
    }

    /** Gives the environment of the service's container, without its secrets. */
    Map<String, String> environment() {
        return environment;
    }

    /** Gives what the code needs of AWS with the names that the environment has. */
    AwsResources needed() {
        return AwsResources.of(
                service(),
                settings.bindOrCreate("execution.ecs", EcsProperties.class),
                settings.bindOrCreate("execution.gateway", AuditProperties.class));
    }

    ServiceProperties service() {
        return settings.bindOrCreate("execution", ServiceProperties.class);
    }

    /** Gives a setting as text; empty if the environment does not have it. */
    Optional<String> setting(String name) {
        return Optional.ofNullable(
                settings.bind(name, Bindable.of(String.class)).orElse(null));
    }

    TaskDefinition taskDefinition(String name) {
        return ecs.describeTaskDefinition(describe -> describe.taskDefinition(name))
                .taskDefinition();
    }

    /** Gives all attributes of a queue, by their names. */
    Map<QueueAttributeName, String> queue(String name) {
        return sqs.getQueueAttributes(get -> get.queueUrl(queueUrl(name)).attributeNames(QueueAttributeName.ALL))
                .attributes();
    }

    String queueUrl(String name) {
        return sqs.getQueueUrl(get -> get.queueName(name)).queueUrl();
    }

    URI endpoint() {
        return endpoint;
    }

    DynamoDbClient dynamoDb() {
        return dynamoDb;
    }

    SqsClient sqs() {
        return sqs;
    }

    S3Client s3() {
        return s3;
    }

    EcsClient ecs() {
        return ecs;
    }

    @Override
    public void close() {
        ecs.close();
        dynamoDb.close();
        sqs.close();
        s3.close();
    }
}
