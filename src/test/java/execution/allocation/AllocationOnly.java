package execution.allocation;

import com.fasterxml.jackson.databind.ObjectMapper;
import execution.aws.AwsProperties;
import execution.catalogue.Catalogue;
import execution.messaging.DueQueue;
import execution.model.Execution;
import execution.model.Launch;
import execution.model.Samples;
import execution.operations.OptionalStages;
import execution.store.ChangeListener;
import execution.store.Executions;
import execution.store.PublishedMarks;
import execution.store.WritesAlong;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import local.LaggingIndexes;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.Handler;
import org.apache.camel.LoggingLevel;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spring.SpringCamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The lanes on the real store, and nothing else of the service: what a job is prepared with, the test says. Without
 * {@code @Configuration}, so that the whole service, which scans this package too, does not find it.
 */
@ComponentScan({"execution.store", "execution.allocation"})
@ComponentScan(
        basePackages = "routes",
        useDefaultFilters = false,
        includeFilters = @Filter(type = FilterType.REGEX, pattern = "routes[.]AllocationRoutes"))
@ConfigurationPropertiesScan("execution")
@Import({Executions.class, PublishedMarks.class, WritesAlong.class})
public class AllocationOnly {

    /** How jobs are prepared, by their names; any other one gets a launch at once. */
    public static final class Routes {
        private final Map<String, UnaryOperator<Launch>> byJob = new ConcurrentHashMap<>();

        void of(String job, UnaryOperator<Launch> route) {
            byJob.put(job, route);
        }

        /** As the routes of the preparation do: whatever fails is a failed preparation. */
        @Handler
        public Launch prepare(@Body Execution execution) {
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

    /** The stages before and after the slot. */
    @Bean
    RoutesBuilder neighbours(Routes routes) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:prepare-launch").errorHandler(noErrorHandler()).bean(routes);
                from("direct:dispatch").log(LoggingLevel.DEBUG, "launched");
                from("direct:run-ecs").log(LoggingLevel.DEBUG, "nothing is run here");
            }
        };
    }

    /** As the route {@code changed} does, without the publication. */
    @Bean
    ChangeListener changed(ObjectProvider<ProducerTemplate> template) {
        return execution -> template.getObject().sendBody("direct:wake-lane", execution);
    }

    @Bean
    OptionalStages stages(@Lazy CamelContext camel) {
        return new OptionalStages(camel);
    }

    @Bean
    Catalogue noTasks() {
        return Catalogue.of();
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    DueQueue waitingLanes(Clock clock) {
        return new DueQueue(1_000, clock);
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

    @Bean(initMethod = "start", destroyMethod = "stop")
    CamelContext camel(ApplicationContext spring, List<RoutesBuilder> routes) throws Exception {
        CamelContext camel = new SpringCamelContext(spring);
        for (RoutesBuilder builder : routes) {
            camel.addRoutes(builder);
        }
        return camel;
    }

    @Bean
    ProducerTemplate template(CamelContext camel) {
        return camel.createProducerTemplate();
    }
}
