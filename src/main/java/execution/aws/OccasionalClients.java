package execution.aws;

import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.component.aws2.lambda.Lambda2Component;
import org.apache.camel.component.aws2.sns.Sns2Component;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * The clients that not every installation uses. Each is made when it is first needed, because with a client the JVM
 * loads the requests and answers of all operations of its service: these take 11 MB for the three together. A bean
 * of a client's own type would load them at the start, because Spring looks at the methods of each bean. So the clients
 * of Lambda and SNS are given to Camel's components, which a route makes with its first message.
 */
@Configuration(proxyBeanMethods = false)
class OccasionalClients {

    private final AwsClientConfiguration common;
    private final SdkHttpClient http;
    private final AwsCredentialsProvider credentials;
    private final List<AutoCloseable> made = new ArrayList<>();

    OccasionalClients(AwsClientConfiguration common, SdkHttpClient http, AwsCredentialsProvider credentials) {
        this.common = common;
        this.http = http;
        this.credentials = credentials;
    }

    /**
     * The client does not repeat failed calls: Lambda knows no call again, so the service alone decides when a function
     * is invoked once more.
     */
    @Bean
    ComponentCustomizer lambdaClient() {
        return ComponentCustomizer.builder(Lambda2Component.class).build(component -> component
                .getConfiguration()
                .setAwsLambdaClient(closedAtTheEnd(common.configure(LambdaClient.builder(), "lambda", credentials)
                        .httpClient(http)
                        .overrideConfiguration(common.watched("lambda", common.once(Duration.ofSeconds(20))))
                        .build())));
    }

    @Bean
    ComponentCustomizer snsClient() {
        return ComponentCustomizer.builder(Sns2Component.class).build(component -> component
                .getConfiguration()
                .setAmazonSNSClient(closedAtTheEnd(common.configure(SnsClient.builder(), "sns", credentials)
                        .httpClient(http)
                        .overrideConfiguration(common.watched("sns", c -> {}))
                        .build())));
    }

    /** Gives the client of CloudWatch Logs, which is made when the supplier is first asked. */
    @Bean
    Supplier<CloudWatchLogsClient> cloudWatchLogs() {
        return new Once<>(this::makeCloudWatchLogs);
    }

    /**
     * The client does not repeat failed calls: whoever reads a log asks again, and the account may ask only 25 times in
     * a second.
     */
    private CloudWatchLogsClient makeCloudWatchLogs() {
        return closedAtTheEnd(common.configure(CloudWatchLogsClient.builder(), "logs", credentials)
                .httpClient(http)
                .overrideConfiguration(common.watched("logs", common.once(Duration.ofSeconds(5))))
                .build());
    }

    private synchronized <C extends AutoCloseable> C closedAtTheEnd(C client) {
        made.add(client);
        return client;
    }

    @PreDestroy
    synchronized void close() throws Exception {
        for (AutoCloseable client : made) {
            client.close();
        }
    }

    /** Makes its object when it is first asked for it, and once. */
    private static final class Once<T> implements Supplier<T> {

        private final Supplier<T> maker;
        private T object;

        private Once(Supplier<T> maker) {
            this.maker = maker;
        }

        @Override
        public synchronized T get() {
            if (object == null) {
                object = maker.get();
            }
            return object;
        }
    }
}
