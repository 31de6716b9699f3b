package execution.aws;

import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Makes exactly one client of each AWS service that every installation uses, because Camel's components find a client
 * by its type. The others are made by {@link OccasionalClients}.
 */
@Configuration(proxyBeanMethods = false)
class AwsClientConfiguration {

    private final AwsProperties aws;
    private final Dependencies dependencies;

    /**
     * Ends the calls that take too long, for all clients. Each call sets one or two timers and takes them back. The
     * SDK's own five threads a client would be woken for nearly each call, since nothing else waits then; here a tick a
     * second always waits before the calls' timers.
     */
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "aws-call-timer");
        thread.setDaemon(true);
        return thread;
    });

    AwsClientConfiguration(AwsProperties aws, Dependencies dependencies) {
        this.aws = aws;
        this.dependencies = dependencies;
        timer.setRemoveOnCancelPolicy(true);
        timer.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.SECONDS);
    }

    /** The clients, which are made here, are closed by then. */
    @PreDestroy
    void close() {
        timer.shutdownNow();
    }

    @Bean
    AwsCredentialsProvider awsCredentials() {
        return aws.accessKey() == null
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(AwsBasicCredentials.create(aws.accessKey(), aws.secretKey()));
    }

    /**
     * Makes the pool of connections that all clients share. A long poll holds a connection for its whole time; other
     * calls are short.
     */
    @Bean(destroyMethod = "close")
    SdkHttpClient awsHttpClient() {
        return Apache5HttpClient.builder()
                .maxConnections(128)
                .connectionTimeout(Duration.ofSeconds(3))
                .socketTimeout(Duration.ofSeconds(30))
                .build();
    }

    @Bean
    DynamoDbClient dynamoDb(SdkHttpClient http, AwsCredentialsProvider credentials, ConsumedUnits units) {
        return configure(DynamoDbClient.builder(), "dynamodb", credentials)
                .httpClient(http)
                .overrideConfiguration(watched("dynamodb", c -> c.scheduledExecutorService(timer)
                        .apiCallAttemptTimeout(Duration.ofSeconds(5))
                        .apiCallTimeout(Duration.ofSeconds(20))
                        .addExecutionInterceptor(units)))
                .build();
    }

    /**
     * Makes a client that does not repeat failed calls: the reader of the stream polls again anyway, and a shard that
     * does not answer delays the others for 5 seconds at most.
     */
    @Bean
    DynamoDbStreamsClient dynamoDbStreams(SdkHttpClient http, AwsCredentialsProvider credentials) {
        return configure(DynamoDbStreamsClient.builder(), "dynamodb", credentials)
                .httpClient(http)
                .overrideConfiguration(watched("dynamodb-streams", once(Duration.ofSeconds(5))))
                .build();
    }

    @Bean
    SqsClient sqs(SdkHttpClient http, AwsCredentialsProvider credentials) {
        return configure(SqsClient.builder(), "sqs", credentials)
                .httpClient(http)
                .overrideConfiguration(watched("sqs", c -> {}))
                .build();
    }

    /**
     * Makes a client that does not repeat failed calls: only the service knows what an unclear answer of RunTask means,
     * and how fast it may ask again.
     */
    @Bean
    EcsClient ecs(SdkHttpClient http, AwsCredentialsProvider credentials) {
        return configure(EcsClient.builder(), "ecs", credentials)
                .httpClient(http)
                .overrideConfiguration(watched("ecs", once(Duration.ofSeconds(20))))
                .build();
    }

    @Bean
    S3Client s3(SdkHttpClient http, AwsCredentialsProvider credentials) {
        return configure(S3Client.builder(), "s3", credentials)
                .httpClient(http)
                .overrideConfiguration(watched("s3", c -> {}))
                .forcePathStyle(pathStyle())
                .build();
    }

    @Bean
    S3Presigner s3Presigner(AwsCredentialsProvider credentials) {
        S3Presigner.Builder builder = S3Presigner.builder()
                .region(Region.of(aws.region()))
                .credentialsProvider(credentials)
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(pathStyle())
                        .build());
        Optional.ofNullable(aws.endpoints().get("s3")).ifPresent(builder::endpointOverride);
        return builder.build();
    }

    /** Has a client make each call once, and give up after a time. */
    Consumer<ClientOverrideConfiguration.Builder> once(Duration limit) {
        return c -> c.scheduledExecutorService(timer)
                .retryStrategy(DefaultRetryStrategy.doNotRetry())
                .apiCallTimeout(limit);
    }

    /** Has what calls of a client come to noted under the name of its service. */
    Consumer<ClientOverrideConfiguration.Builder> watched(
            String service, Consumer<ClientOverrideConfiguration.Builder> settings) {
        return settings.andThen(c -> c.addExecutionInterceptor(dependencies.watch(service)));
    }

    /** A server that stands in for S3 has no host name for each bucket, so the bucket's name is in the path. */
    private boolean pathStyle() {
        return aws.endpoints().containsKey("s3");
    }

    /** Gives a builder what all clients have: the region, the credentials and, where it is set, the endpoint. */
    <B extends AwsClientBuilder<B, ?> & SdkClientBuilder<B, ?>> B configure(
            B builder, String service, AwsCredentialsProvider credentials) {
        builder.region(Region.of(aws.region())).credentialsProvider(credentials);
        Optional.ofNullable(aws.endpoints().get(service)).ifPresent(builder::endpointOverride);
        return builder;
    }
}
