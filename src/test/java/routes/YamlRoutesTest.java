package routes;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import execution.api.AssetItems;
import execution.model.Launch;
import execution.results.JdeprscanParser;
import execution.results.ParsedResults;
import execution.runner.LaunchRequest;
import execution.runner.ecs.EcsTasks;
import execution.runner.lambda.LambdaInvocations;
import execution.runner.lambda.LambdaTasks;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sns.SnsClient;

/** The shipped YAML routes, each against its contract; what they call outside is mocked. */
class YamlRoutesTest extends CamelTestSupport {

    private static final List<String> FILES = List.of(
            "lookup-asset",
            "enrich",
            "run-ecs",
            "run-lambda",
            "parse-static-code-analysis-java",
            "publish-event",
            "publish-results",
            "publish-documents");

    @TempDir
    private Path directory;

    @Override
    public void configureContext(CamelContextConfiguration configuration) {
        super.configureContext(configuration);
        configuration.withMockEndpointsAndSkip("(kafka|aws2-ddb|aws2-sns|ecs-task):.*");
    }

    @Override
    protected Properties useOverridePropertiesWithPropertiesComponent() {
        Properties properties = new Properties();
        properties.put("execution.kafka.documents-topic", "executions.documents");
        properties.putAll(Map.of(
                "execution.assets-table", "assets",
                "execution.kafka.events-topic", "executions.events",
                "execution.kafka.results-topic", "executions.results",
                "execution.sns.events-topic-arn", "",
                "execution.sns.results-topic-arn", "arn:aws:sns:eu-west-1:1:results"));
        return properties;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                // The components want clients, which nothing here calls.
                getContext()
                        .getComponent("kafka", KafkaComponent.class)
                        .getConfiguration()
                        .setBrokers("127.0.0.1:1");
                bindToRegistry("dynamoDb", Mockito.mock(DynamoDbClient.class));
                bindToRegistry("sns", Mockito.mock(SnsClient.class));
                bindToRegistry("ecsTasks", Mockito.mock(EcsTasks.class));
                bindToRegistry("lambdaInvocations", Mockito.mock(LambdaInvocations.class));
                bindToRegistry("lambdaTasks", Mockito.mock(LambdaTasks.class));
                bindToRegistry("assetItems", new AssetItems());
                bindToRegistry("jdeprscanParser", new JdeprscanParser());
                for (String file : FILES) {
                    PluginHelper.getRoutesLoader(getContext())
                            .loadRoutes(PluginHelper.getResourceLoader(getContext())
                                    .resolveResource("classpath:routes/" + file + ".camel.yaml"));
                }
            }
        };
    }

    private Exchange send(String route, Object body, Map<String, Object> headers) {
        return template.send("direct:" + route, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
    }

    /** These components make their clients, whose classes take memory, with the first message. */
    @Test
    void shouldMakeNoComponentOfLambdaOrSnsAtTheStart() {
        assertThat(context.getComponentNames()).contains("kafka", "aws2-ddb").doesNotContain("aws2-lambda", "aws2-sns");
    }

    @Test
    void shouldLookAnAssetUpByTenantAndAsset() {
        MockEndpoint table = getMockEndpoint("mock:aws2-ddb:assets");
        table.whenAnyExchangeReceived(exchange -> exchange.getMessage()
                .setHeader("CamelAwsDdbAttributes", Map.of("asset_name", AttributeValue.fromS("sample"))));

        Exchange answer = send("lookup-asset", null, Map.of("tenant_id", "demo", "asset_id", "a-1"));

        assertThat(table.getReceivedExchanges().get(0).getMessage().getHeader("CamelAwsDdbKey"))
                .isEqualTo(Map.of("PK", AttributeValue.fromS("TENANT#demo"), "SK", AttributeValue.fromS("ASSET#a-1")));
        assertThat(answer.getMessage().getBody()).isEqualTo(Map.of("asset_name", "sample"));
    }

    @Test
    void shouldAnswerWithNothingWhenThereIsNoSuchAsset() {
        Exchange answer = send("lookup-asset", null, Map.of("tenant_id", "demo", "asset_id", "a-1"));

        assertThat(answer.getMessage().getBody()).isEqualTo(Map.of());
    }

    @Test
    void shouldPassHostileAttributesOnAsTheyAre() {
        String hostile = "${camelContext.stop()} $(rm -rf /) {{execution.assets-table}}";

        Exchange answer = send(
                "enrich",
                Map.of("jit_event_id", "e", "jit_event_name", hostile, "asset_name", hostile),
                Map.of("job_name", "scan"));

        assertThat(answer.getMessage().getHeader("env.JIT_EVENT_NAME")).isEqualTo(hostile);
        assertThat(answer.getMessage().getHeader("env.ASSET_NAME")).isEqualTo(hostile);
        assertThat(context.isStopping()).isFalse();
    }

    @Test
    void shouldHandALaunchToEcsUnchanged() {
        LaunchRequest request = new LaunchRequest(
                new Launch("scan", "scan", null, null, null, Map.of(), Map.of()), "attempt-1", Map.of("A", "1"));
        MockEndpoint ecs = getMockEndpoint("mock:ecs-task:run");
        ecs.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody("arn"));

        Exchange answer = send("run-ecs", request, Map.of());

        assertThat(ecs.getReceivedExchanges()).hasSize(1);
        assertThat(answer.getMessage().getBody()).isEqualTo("arn");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "find", "stop", "describe"})
    void shouldLeaveItToWhoAskedEcsToSayThatItFailed(String operation) {
        getMockEndpoint("mock:ecs-task:" + operation).whenAnyExchangeReceived(exchange -> {
            throw new IllegalStateException("Rate exceeded");
        });
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger camel = (Logger) LoggerFactory.getLogger("org.apache.camel.processor.errorhandler");
        camel.addAppender(lines);
        lines.start();
        try {
            Exchange answer = send(operation + "-ecs", "any", Map.of());

            assertThat(answer.getException()).hasMessage("Rate exceeded");
            assertThat(lines.list).isEmpty();
        } finally {
            camel.detachAppender(lines);
        }
    }

    @Test
    void shouldParseResultsWithTheTasksParser() throws IOException {
        File output = Files.writeString(directory.resolve("output"), "class a/B uses deprecated class c/D\n")
                .toFile();

        Exchange answer = send("parse-static-code-analysis-java", output, Map.of());

        assertThat(answer.getMessage().getBody(ParsedResults.class).findings()).isTrue();
    }

    @Test
    void shouldPublishAnEventUnderItsExecutionAndNothingOfTheHeaders() {
        MockEndpoint topic = getMockEndpoint("mock:kafka:executions.events");

        send("publish-event", "{}", Map.of("execution_id", "e-1", "tenant_id", "demo", "Authorization", "secret"));

        assertThat(topic.getReceivedExchanges().get(0).getMessage().getHeaders())
                .containsExactly(Map.entry("kafka.KEY", "e-1"));
    }

    @Test
    void shouldPublishToSnsAsWellWhereATopicIsSet() {
        MockEndpoint topic = getMockEndpoint("mock:aws2-sns:arn:aws:sns:eu-west-1:1:results");

        send("publish-results", "{}", Map.of("execution_id", "e-1"));
        send("publish-event", "{}", Map.of("execution_id", "e-1"));

        assertThat(topic.getReceivedExchanges())
                .as("of events no SNS topic is set")
                .hasSize(1);
    }

    @Test
    void shouldPublishDocumentsToTheTopicsOfTheTask() {
        Map<String, Object> headers = Map.of(
                "execution_id", "e-1",
                "tenant_id", "demo",
                "task", "nmap",
                "ParentKey", "p",
                "TemporalKey", "t",
                "kafka_topic", "scans",
                "sns_topic_arn", "arn:aws:sns:eu-west-1:1:scans",
                "Authorization", "secret");
        MockEndpoint kafka = getMockEndpoint("mock:kafka:executions.documents");

        send("publish-documents", "{}", headers);
        Map<String, Object> ofKafka = new HashMap<>(headers);
        ofKafka.put("sns_topic_arn", "");
        send("publish-documents", "{}", ofKafka);

        assertThat(kafka.getReceivedExchanges()).hasSize(2).allSatisfy(exchange -> assertThat(
                        exchange.getMessage().getHeaders())
                .containsOnly(
                        Map.entry("kafka.KEY", "e-1"),
                        Map.entry("kafka.OVERRIDE_TOPIC", "scans"),
                        Map.entry("Subject", "nmap"),
                        Map.entry("ParentKey", "p"),
                        Map.entry("TemporalKey", "t")));
        MockEndpoint sns = getMockEndpoint("mock:aws2-sns:arn:aws:sns:eu-west-1:1:scans");
        assertThat(sns.getReceivedExchanges()).hasSize(1);
        assertThat(sns.getReceivedExchanges().get(0).getMessage().getHeaders())
                .containsOnly(
                        Map.entry("CamelAwsSnsSubject", "nmap"),
                        Map.entry("ParentKey", "p"),
                        Map.entry("TemporalKey", "t"));
    }
}
