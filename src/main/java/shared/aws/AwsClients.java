package shared.aws;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Clients of AWS for the roles that run without Spring. Each client is made when it is first asked for, and once for a
 * region and profile. The SDK finds by its own rules what the caller does not give: credentials, region, and endpoints
 * by {@code AWS_ENDPOINT_URL} and {@code AWS_ENDPOINT_URL_<SERVICE>}.
 */
public final class AwsClients implements AutoCloseable {
    // The limits of a call with all its retries. Transfers have only the limit of the socket. The limit for secrets is
    // long because a run needs its secrets.
    private static final Duration SECRETS_LIMIT = Duration.ofSeconds(20);
    private static final Duration CALL_LIMIT = Duration.ofSeconds(20);

    private final Map<String, String> environment;
    // The JDK's own client needs no other classes, which counts in a process that makes two calls.
    private final SdkHttpClient http = UrlConnectionHttpClient.builder()
            .connectionTimeout(Duration.ofSeconds(5))
            .socketTimeout(Duration.ofSeconds(30))
            .build();
    private final Map<List<String>, AutoCloseable> clients = new HashMap<>();

    /**
     * Makes the object without any client yet.
     *
     * @param environment the environment of the process; tells whether a region is set and whether S3 is the real one
     */
    public AwsClients(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Gives the client of CloudWatch.
     *
     * @param region its region
     * @param limit how long a call may take with all its retries
     * @return the client, which is closed with this
     */
    public CloudWatchClient cloudWatch(String region, Duration limit) {
        return client(CloudWatchClient.class, List.of("cloudwatch", region, limit.toString()), () -> configure(
                        CloudWatchClient.builder(), region, "", Optional.of(limit))
                .build());
    }

    /**
     * Gives the client of Secrets Manager, whose calls end within 20 seconds.
     *
     * @param regionOtherwise its region where neither the environment nor a profile names one
     * @return the client, which is closed with this
     */
    public SecretsManagerClient secretsManager(String regionOtherwise) {
        // Without a region the SDK would ask the instance's metadata for seconds, which Fargate does not have.
        boolean named = environment.containsKey("AWS_REGION") || environment.containsKey("AWS_PROFILE");
        String region = named ? "" : regionOtherwise;
        return client(SecretsManagerClient.class, List.of("secretsmanager", region), () -> configure(
                        SecretsManagerClient.builder(), region, "", Optional.of(SECRETS_LIMIT))
                .build());
    }

    /**
     * Gives the client of S3.
     *
     * @param region its region; empty for the SDK's own choice
     * @param profile the profile of the shared configuration files; empty for the SDK's own choice
     * @return the client, which is closed with this
     */
    public S3Client s3(String region, String profile) {
        return client(S3Client.class, List.of("s3", region, profile), () -> {
            S3ClientBuilder builder = S3Client.builder()
                    // A server that stands in for S3 has no host name for each bucket, and may not understand trailers.
                    .forcePathStyle(endpoint("AWS_ENDPOINT_URL_S3").isPresent())
                    .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED);
            configure(builder, region, profile, Optional.empty());
            return builder.build();
        });
    }

    /**
     * Gives the client of SNS, whose calls end within 20 seconds.
     *
     * @param region its region; empty for the SDK's own choice
     * @return the client, which is closed with this
     */
    public SnsClient sns(String region) {
        return client(SnsClient.class, List.of("sns", region), () -> configure(
                        SnsClient.builder(), region, "", Optional.of(CALL_LIMIT))
                .build());
    }

    /**
     * Gives the client of SQS. Its calls have no limit but that of the socket, because a long poll takes 20 seconds.
     *
     * @param region its region; empty for the SDK's own choice
     * @return the client, which is closed with this
     */
    public SqsClient sqs(String region) {
        return client(SqsClient.class, List.of("sqs", region), () -> configure(
                        SqsClient.builder(), region, "", Optional.empty())
                .build());
    }

    /** Closes all clients that were made. */
    @Override
    public synchronized void close() {
        clients.values().forEach(client -> {
            try {
                client.close();
            } catch (Exception e) {
                // A client that cannot be closed cannot be helped, and the others are closed all the same.
            }
        });
        clients.clear();
        http.close();
    }

    private synchronized <T extends AutoCloseable> T client(Class<T> type, List<String> key, Supplier<T> maker) {
        return type.cast(clients.computeIfAbsent(key, any -> maker.get()));
    }

    private <B extends AwsSyncClientBuilder<B, ?> & AwsClientBuilder<B, ?>> B configure(
            B builder, String region, String profile, Optional<Duration> limit) {
        if (!region.isEmpty()) {
            builder.region(Region.of(region));
        }
        return builder.httpClient(http).overrideConfiguration(c -> {
            if (!profile.isEmpty()) {
                c.defaultProfileName(profile);
            }
            limit.ifPresent(c::apiCallTimeout);
        });
    }

    private Optional<String> endpoint(String ofService) {
        String general = environment.getOrDefault("AWS_ENDPOINT_URL", "");
        return Optional.of(environment.getOrDefault(ofService, general)).filter(url -> !url.isBlank());
    }
}
