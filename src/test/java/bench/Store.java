package bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import execution.aws.AwsProperties;
import execution.catalogue.Catalogue;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Launch;
import execution.model.Timestamps;
import execution.store.ExecutionQueries;
import execution.store.ExecutionStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/** The service's own store without anything else of the service. */
final class Store implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final ExecutionStore executions;
    private final ExecutionQueries queries;
    private final QueryCost cost;

    Store(Map<String, String> properties) {
        context = new SpringApplicationBuilder(StoreOnly.class)
                .web(WebApplicationType.NONE)
                .properties(new HashMap<>(properties))
                .run();
        executions = context.getBean(ExecutionStore.class);
        queries = context.getBean(ExecutionQueries.class);
        cost = context.getBean(QueryCost.class);
    }

    @Configuration(proxyBeanMethods = false)
    @ComponentScan("execution.store")
    @ConfigurationPropertiesScan("execution")
    static class StoreOnly {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        Catalogue catalogue() {
            return Catalogue.of();
        }

        @Bean
        DynamoDbClient dynamoDb(AwsProperties aws, QueryCost cost) {
            return DynamoDbClient.builder()
                    .endpointOverride(aws.endpoints().get("dynamodb"))
                    .region(Region.of(aws.region()))
                    .credentialsProvider(StaticCredentialsProvider.create(
                            AwsBasicCredentials.create(aws.accessKey(), aws.secretKey())))
                    .httpClientBuilder(Apache5HttpClient.builder().maxConnections(128))
                    .overrideConfiguration(configure -> configure
                            .addExecutionInterceptor(cost)
                            .apiCallAttemptTimeout(Duration.ofSeconds(5))
                            .apiCallTimeout(Duration.ofSeconds(20)))
                    .build();
        }

        @Bean
        QueryCost queryCost() {
            return new QueryCost();
        }

        @Bean
        MeterRegistry metrics() {
            return new SimpleMeterRegistry();
        }

        @Bean
        ObjectMapper mapper() {
            return new ObjectMapper();
        }
    }

    Execution find(ExecutionKey key) {
        return executions.find(key).orElseThrow();
    }

    /**
     * Writes what the service writes on the way of an execution from accepted to completed and published, in that
     * order.
     */
    void live(String tenant, Execution pattern) {
        var jitEventId = UUID.randomUUID().toString();
        var key = new ExecutionKey(tenant, jitEventId, jitEventId.replace("-", ""));
        var task = pattern.taskReference();
        var pending = Execution.create(key, pattern.job(), pattern.requestHash(), Timestamps.now(Clock.systemUTC()));
        executions.create(pending);
        var allocated = executions.allocate(pending, launch(pattern), "bench", Timestamps.now(Clock.systemUTC()));
        var dispatched = executions.update(allocated, row -> row.dispatched(task, Timestamps.now(Clock.systemUTC()))
                .publishedUpTo(2));
        var running = executions.update(dispatched, row -> row.withTask(task, 3)
                .running(Timestamps.now(Clock.systemUTC()))
                .publishedUpTo(3));
        var completed = executions.update(running, row -> row.withTask(task, 5)
                .end(ExecutionStatus.COMPLETED, 0, null, Timestamps.now(Clock.systemUTC()))
                .withResults(pattern.results().key(), false)
                .publishedUpTo(4));
        executions.update(completed, row -> row.publishedUpTo(row.seq()));
    }

    /** As large as what the service launches the pattern with. */
    private static Launch launch(Execution pattern) {
        var environment = new TreeMap<String, String>();
        environment.put("ASSET_NAME", pattern.job().assetName());
        environment.put(
                "EXECUTION_CALLBACK_URL",
                "http://127.0.0.1/executions/" + pattern.key().jitEventId() + "/"
                        + pattern.key().executionId());
        environment.put("EXECUTION_ID", pattern.key().executionId());
        environment.put("EXECUTION_TASK", pattern.job().jobName());
        environment.put("JIT_EVENT_ID", pattern.key().jitEventId());
        environment.put("JIT_EVENT_NAME", pattern.job().jitEventName());
        environment.put("RESULTS_BUCKET", "executions-results");
        environment.put("SCAN_REQUEST_ID", pattern.key().executionId());
        var settings = new TreeMap<>(Map.of(
                "cluster", "executions",
                "subnets", "subnet-1",
                "security-groups", "sg-1",
                "assign-public-ip", "DISABLED",
                "capacity-provider", ""));
        return new Launch(
                pattern.job().jobName(), pattern.lastAttempt().container(), null, null, null, environment, settings);
    }

    /** What the service's list of a tenant's executions in a status costs. */
    QueryCost list(String tenant, ExecutionStatus status, int limit) {
        queries.list(new ExecutionQueries.Filter(tenant, status, null), null, limit);
        return cost;
    }

    /** Asks for the consumed capacity of each query and keeps that of the last. */
    static final class QueryCost implements ExecutionInterceptor {

        private volatile QueryResponse last;

        int scanned() {
            return last.scannedCount();
        }

        double capacity() {
            return last.consumedCapacity().capacityUnits();
        }

        @Override
        public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
            return context.request() instanceof QueryRequest query
                    ? query.toBuilder()
                            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                            .build()
                    : context.request();
        }

        @Override
        public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
            if (context.response() instanceof QueryResponse response) {
                last = response;
            }
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
