package execution.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.ObjectMapper;
import execution.aws.ServiceProperties;
import execution.model.ExecutionKey;
import execution.model.PartitionPlan;
import execution.parts.PartCounts;
import execution.parts.PartEnd;
import execution.parts.PartitionJob;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import routes.ServiceRoutes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

class RouteAggregationTest {

    private final S3Client s3 = mock(S3Client.class);
    private final List<String> stored = new ArrayList<>();
    private DefaultCamelContext context;
    private ProducerTemplate caller;
    private int opened;

    @BeforeEach
    void start() throws Exception {
        when(s3.putObject(ConsumerOfPut.any(), any(RequestBody.class))).thenAnswer(call -> {
            RequestBody body = call.getArgument(1);
            stored.add(new String(body.contentStreamProvider().newStream().readAllBytes(), StandardCharsets.UTF_8));
            return null;
        });
        ServiceProperties service = mock(ServiceProperties.class);
        when(service.buckets()).thenReturn(new ServiceProperties.Buckets("in", "out", "dead"));
        AggregateObjects objects = new AggregateObjects(s3, service);
        context = new DefaultCamelContext();
        context.getRegistry().bind("aggregators", new Aggregators(objects));
        context.getRegistry().bind("routeAggregation", new RouteAggregation(objects, new ObjectMapper()));
        context.addRoutes(ServiceRoutes.aggregation());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                // Streams are cached here as they are in the service; the body is one that need not be.
                from("direct:aggregate-longest")
                        .split(body().tokenize("\n"))
                        .streaming()
                        .filter(body().isNotEqualTo("null"))
                        .process(exchange -> {})
                        .end()
                        .end()
                        .process(exchange -> {
                            String lines = exchange.getMessage().getBody(String.class);
                            exchange.getMessage()
                                    .setBody(Map.of(
                                            "lines",
                                            lines.lines().count(),
                                            "done",
                                            exchange.getMessage().getHeader("parts_done")));
                        })
                        .stop();
                from("direct:aggregate-same").log("unchanged");
                from("direct:aggregate-text").setBody(constant("no JSON"));
                from("direct:aggregate-nothing").setBody(constant(null));
                from("direct:aggregate-refusing").setHeader("refuse", constant("too few parts are done"));
                from("direct:aggregate-checking").validate(body().isNull());
                from("direct:aggregate-failing").throwException(new IllegalStateException("broken"));
            }
        });
        context.start();
        caller = context.createProducerTemplate();
    }

    private interface ConsumerOfPut {
        static Consumer<PutObjectRequest.Builder> any() {
            return org.mockito.ArgumentMatchers.any();
        }
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private Aggregate aggregate(String route) {
        PartitionPlan plan = new PartitionPlan("worker", 3, null, null, 1, 0, 0, false, 1, 1, "route:" + route, null);
        PartCounts counts = new PartCounts(0, 0, 0, 2, 0, 1);
        PartitionJob job = new PartitionJob(
                new ExecutionKey("demo", "event", "id"),
                1,
                1,
                PartitionJob.Phase.AGGREGATING,
                3,
                1,
                0,
                null,
                1,
                counts,
                1,
                counts,
                1,
                0,
                0,
                0,
                0,
                null,
                false,
                null,
                null,
                Instant.EPOCH);
        return caller.requestBody(
                "direct:aggregate",
                new AggregationCall(plan, job, () -> {
                    opened++;
                    return List.of(
                                    new PartEnd(0, 1, true, "{\"a\":1}", null, 0, 1),
                                    new PartEnd(2, 1, true, "2", null, 0, 1))
                            .iterator();
                }),
                Aggregate.class);
    }

    @Test
    void shouldStoreWhatTheRouteMakesOfTheLines() throws Exception {
        Aggregate aggregate = aggregate("longest");

        assertThat(new ObjectMapper().readTree(aggregate.result()).toString())
                .isIn("{\"lines\":3,\"done\":2}", "{\"done\":2,\"lines\":3}");
        assertThat(aggregate.resultKey()).isEqualTo("results/demo/event/id/1/parts.json");
        assertThat(stored).containsExactly(aggregate.result());
        assertThat(opened).as("the route read the values twice").isEqualTo(2);
    }

    @Test
    void shouldStoreTheLinesThatTheRouteLeft() {
        assertThat(aggregate("same").result()).isEqualTo("\"{\\\"a\\\":1}\\nnull\\n2\\n\"");
        assertThat(stored).containsExactly("{\"a\":1}\nnull\n2\n");
    }

    @Test
    void shouldTakeAnyTextAndNothing() {
        assertThat(aggregate("text").result()).isEqualTo("\"no JSON\"");
        assertThat(aggregate("nothing")).isEqualTo(Aggregate.NONE);
    }

    @Test
    void shouldTellRefusalsFromFailures() {
        assertThatThrownBy(() -> aggregate("refusing"))
                .cause()
                .isInstanceOf(AggregationRefusedException.class)
                .hasMessage("too few parts are done");
        assertThatThrownBy(() -> aggregate("checking")).cause().isInstanceOf(AggregationRefusedException.class);
        assertThatThrownBy(() -> aggregate("failing")).cause().isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> aggregate("missing"))
                .isInstanceOf(CamelExecutionException.class)
                .cause()
                .isNotInstanceOf(AggregationRefusedException.class);
        assertThat(stored).isEmpty();
    }

    @Test
    void shouldReadByBytesWhatItReadsByBlocks() throws Exception {
        PartitionPlan plan = new PartitionPlan("worker", 2, null, null, 1, 0, 0, false, 1, 1, "list", null);
        PartitionJob job = mock(PartitionJob.class);
        when(job.total()).thenReturn(2L);
        try (InputStream values = new ValueStream(
                new AggregationCall(plan, job, () -> List.of(new PartEnd(1, 1, true, "\"ü\"", null, 0, 1))
                        .iterator()))) {
            byte[] read = new byte[20];
            int length = 0;
            for (int one = values.read(); one >= 0; one = values.read()) {
                read[length++] = (byte) one;
            }
            assertThat(new String(read, 0, length, StandardCharsets.UTF_8)).isEqualTo("null\n\"ü\"\n");
        }
    }
}
