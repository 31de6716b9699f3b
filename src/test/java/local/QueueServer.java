package local;

import java.net.URI;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.sqs.SqsClient;

/** ElasticMQ alone, for tests that need queues and nothing else of the platform. */
public final class QueueServer implements AutoCloseable {

    private final LocalQueues queues;
    private final SqsClient sqs;

    private QueueServer(LocalQueues queues) {
        this.queues = queues;
        this.sqs = SqsClient.builder()
                .region(Names.REGION)
                .endpointOverride(queues.endpoint())
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(Names.ACCESS_KEY, Names.SECRET_KEY)))
                .httpClient(software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient.create())
                .build();
    }

    public static QueueServer start() throws Exception {
        return new QueueServer(LocalQueues.start(0, null));
    }

    public URI endpoint() {
        return queues.endpoint();
    }

    public SqsClient sqs() {
        return sqs;
    }

    /** Makes a queue and gives its URL. */
    public String create(String name) {
        return sqs.createQueue(request -> request.queueName(name)).queueUrl();
    }

    /** Gives the variables by which the SDK finds the queues in another process. */
    public Map<String, String> environment() {
        return Map.of(
                "AWS_ENDPOINT_URL",
                endpoint().toString(),
                "AWS_REGION",
                Names.REGION.id(),
                "AWS_ACCESS_KEY_ID",
                Names.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY",
                Names.SECRET_KEY);
    }

    @Override
    public void close() throws Exception {
        sqs.close();
        queues.close();
    }
}
