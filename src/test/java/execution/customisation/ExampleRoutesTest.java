package execution.customisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.component.stub.StubComponent;
import org.apache.camel.vault.AwsVaultConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of customise.md, as they stand there, with all checks, against one server for all that they call. */
class ExampleRoutesTest {

    @TempDir
    Path folder;

    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final Queue<String> authorizations = new ConcurrentLinkedQueue<>();
    private RoutesFixture fixture;
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer("/", 200, "{}");
        secretsManager();
        answer("/tenants/demo/assets/a-1", 200, "{\"name\": \"web\", \"type\": \"host\", \"vendor\": null}");
        answer("/tenants/demo/assets/none", 404, "");
        answer("/tenants/demo/assets/broken", 500, "");
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        for (String example : List.of(
                "lookup-asset", "publish-event", "publish-results", "publish-documents", "trigger-from-kafka")) {
            String name = example + ".camel.yaml";
            Files.copy(Path.of("docs", "examples", name), folder.resolve(name));
        }
        fixture = new RoutesFixture(folder);
        AwsVaultConfiguration vault = fixture.context.getVaultConfiguration().aws();
        vault.setAccessKey("local");
        vault.setSecretKey("local-secret");
        vault.setRegion("eu-west-1");
        vault.setOverrideEndpoint(true);
        vault.setUriEndpointOverride(url + "/secrets");
        // Camel would look for options of Kafka in the stub.
        fixture.context.setAutowiredEnabled(false);
        fixture.context.addComponent("kafka", new StubComponent());
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "cmdb.url", url,
                "cmdb.token", "secret",
                "slack.webhook", url + "/hook",
                "opensearch.url", url,
                "opensearch.authorization", "Basic x",
                "splunk.url", url,
                "execution.kafka.events-topic", "events",
                "trigger.topic", "jobs",
                "trigger.refused-topic", "refused"));
        fixture.context.getPropertiesComponent().setOverrideProperties(properties);
        fixture.start();
    }

    @AfterEach
    void stop() {
        fixture.context.stop();
        server.stop(0);
    }

    @Test
    void shouldLookAssetsUpInACmdb() {
        assertThat(asset("a-1")).isEqualTo(Map.of("asset_name", "web", "asset_type", "host"));
        assertThat(asset("none")).isEqualTo(Map.of());
        assertThatThrownBy(() -> asset("broken")).hasRootCauseMessage("the CMDB does not answer with an asset");
    }

    @Test
    void shouldTellSlackOfFailuresAlone() throws Exception {
        publish("completed", "well");
        publish("failed", "<b> & \"quotes\" ${body}");

        await().until(() -> requests.stream().anyMatch(request -> request.startsWith("POST /hook")));
        assertThat(requests).hasSize(1);
        String told = requests.peek();
        assertThat(new ObjectMapper()
                        .readTree(told.substring(told.indexOf('{')))
                        .get("text")
                        .textValue())
                .isEqualTo("execution e-1 of demo: failed, &lt;b&gt; &amp; \"quotes\" ${body}");
    }

    @Test
    void shouldPutResultsIntoOpenSearchOnce() {
        fixture.context.createProducerTemplate().requestBody("direct:publish-results", "{\"a\": 1}");
        fixture.context.createProducerTemplate().requestBody("direct:publish-results", "{\"a\": 1}");

        assertThat(requests).hasSize(2).allSatisfy(request -> assertThat(request)
                .matches("PUT /executions-results/_doc/[0-9a-f]{64} \\{\"a\": 1}"));
        assertThat(requests.stream().distinct()).hasSize(1);
    }

    @Test
    void shouldSendDocumentsToSplunkWithTheTokenOfASecret() {
        fixture.context
                .createProducerTemplate()
                .requestBody(
                        "direct:publish-documents",
                        "{\"scan_id\": \"e-1\", \"__docs\": {\"host\": [{\"NonTemporalKey\": \"k\", \"Data\": {\"a\": 1}}]}}");

        assertThat(requests)
                .containsExactly("POST /services/collector/event "
                        + "{\"source\":\"e-1\",\"sourcetype\":\"host\","
                        + "\"event\":{\"NonTemporalKey\":\"k\",\"Data\":{\"a\":1}}}");
        assertThat(authorizations).containsExactly("Splunk t-1");
    }

    @Test
    void shouldTakeJobEventsFromATopicWithoutTheirHeaders() {
        fixture.context
                .createProducerTemplate()
                .sendBodyAndHeader("kafka:jobs?groupId=execution-service", "{}", "tenant_id", "other");

        await().until(() -> !fixture.triggered.isEmpty());
        assertThat(fixture.triggered.peek().getMessage().getHeaders()).doesNotContainKey("tenant_id");
    }

    private Object asset(String id) {
        return fixture.context
                .createProducerTemplate()
                .requestBodyAndHeaders("direct:lookup-asset", null, Map.of("tenant_id", "demo", "asset_id", id));
    }

    private void publish(String status, String reason) throws IOException {
        String event = new ObjectMapper()
                .writeValueAsString(
                        Map.of("execution_id", "e-1", "tenant_id", "demo", "status", status, "reason", reason));
        fixture.context
                .createProducerTemplate()
                .requestBodyAndHeaders("direct:publish-event", event, Map.of("execution_id", "e-1", "status", status));
    }

    private void answer(String path, int status, String body) {
        server.createContext(path, exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            if (authorization != null) {
                authorizations.add(authorization);
            }
            send(exchange, status, body);
        });
    }

    /** Has one secret, as Secrets Manager would answer it. */
    private void secretsManager() {
        server.createContext("/secrets", exchange -> {
            String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (asked.contains("\"splunk\"")) {
                send(exchange, 200, "{\"SecretString\": \"{\\\"token\\\": \\\"t-1\\\"}\"}");
            } else {
                send(exchange, 400, "{\"__type\": \"ResourceNotFoundException\"}");
            }
        });
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
