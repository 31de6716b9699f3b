package execution.allocation;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.ObjectMapper;
import execution.aws.AwsProperties;
import execution.launch.Dispatcher;
import execution.launch.LaunchPreparation;
import execution.model.Execution;
import execution.model.Launch;
import execution.model.Samples;
import execution.store.Executions;
import execution.store.PublishedMarks;
import execution.store.WritesAlong;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import local.LaggingIndexes;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The lanes on the real store, and nothing else of the service: what a job is prepared with, the test says. Without
 * {@code @Configuration}, so that the whole service, which scans this package too, does not find it.
 */
@ComponentScan({"execution.store", "execution.allocation"})
@ConfigurationPropertiesScan("execution")
@Import({Executions.class, PublishedMarks.class, WritesAlong.class})
class AllocationOnly {

    /** How jobs are prepared, by their names; any other one gets a launch at once. */
    static final class Routes {
        private final Map<String, UnaryOperator<Launch>> byJob = new ConcurrentHashMap<>();

        void of(String job, UnaryOperator<Launch> route) {
            byJob.put(job, route);
        }

        private Launch prepare(Execution execution) {
            return byJob.getOrDefault(execution.job().jobName(), UnaryOperator.identity())
                    .apply(Samples.launch());
        }
    }

    /** A launch that no item has room for. */
    static Launch tooLarge(Launch launch) {
        Map<String, String> environment = new TreeMap<>(launch.environment());
        environment.put("TEXT", "x".repeat(500_000));
        return new Launch(
                launch.taskDefinition(), launch.container(), null, null, null, environment, launch.settings());
    }

    @Bean
    Routes routes() {
        return new Routes();
    }

    @Bean
    LaunchPreparation preparation(Routes routes) {
        LaunchPreparation preparation = mock(LaunchPreparation.class);
        when(preparation.prepare(any())).thenAnswer(call -> routes.prepare(call.getArgument(0)));
        return preparation;
    }

    @Bean
    Dispatcher dispatcher() {
        return mock(Dispatcher.class);
    }

    @Bean
    LaggingIndexes indexes() {
        return new LaggingIndexes();
    }

    @Bean
    DynamoDbClient dynamoDb(AwsProperties aws, LaggingIndexes indexes) {
        return DynamoDbClient.builder()
                .endpointOverride(aws.endpoints().get("dynamodb"))
                .region(Region.of(aws.region()))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(aws.accessKey(), aws.secretKey())))
                .overrideConfiguration(configure -> configure.addExecutionInterceptor(indexes))
                .build();
    }

    @Bean
    MeterRegistry metrics() {
        return new SimpleMeterRegistry();
    }

    @Bean
    ObjectMapper mapper() {
        return new ObjectMapper();
    }

    @Bean
    CamelContext camel() {
        return new DefaultCamelContext();
    }

    @Bean
    ProducerTemplate template(CamelContext camel) {
        return camel.createProducerTemplate();
    }
}
