package producer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import local.Names;
import local.msk.AccessKey;
import local.msk.MskBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged producer as a task runs it, against a broker that works each signature out again. */
class MskLoadIT {

    private static final String SECRET = "the-right-secret-of-the-load";
    private static final String WRONG_SECRET = "a-wrong-secret-of-the-load";
    private static final String ROLE = "arn:aws:iam::123456789012:role/load";

    private static MskBroker broker;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        broker = MskBroker.start();
        broker.know(AccessKey.lasting("AKIDLOAD", SECRET));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private record Ended(int exitCode, String stdout, String stderr) {
        JsonNode summary() throws Exception {
            return new ObjectMapper().readTree(stdout);
        }
    }

    /** Ten records, with the credentials where the default chain finds them. */
    private Ended produce(String secret, Map<String, String> more) throws Exception {
        Path stderr = folder.resolve("stderr");
        Path stdout = folder.resolve("stdout");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        System.getProperty("packaged.jar"),
                        "produce",
                        "--message-count=10",
                        "--messages-per-sec=0",
                        "--verify")
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("AWS_"));
        environment.putAll(Map.of(
                "BOOTSTRAP_SERVERS",
                broker.brokers(),
                "TOPIC",
                "load-" + UUID.randomUUID(),
                "SECURITY",
                "AWS_MSK_IAM",
                "AWS_REGION",
                Names.REGION.id(),
                "TRUSTSTORE_LOCATION",
                broker.truststore().toString(),
                "TRUSTSTORE_PASSWORD",
                broker.truststorePassword(),
                "AWS_ACCESS_KEY_ID",
                "AKIDLOAD",
                "AWS_SECRET_ACCESS_KEY",
                secret));
        environment.putAll(more);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("has ended").isTrue();
        } finally {
            process.destroyForcibly();
        }
        Ended ended = new Ended(process.exitValue(), Files.readString(stdout), Files.readString(stderr));
        assertThat(ended.stdout() + ended.stderr()).doesNotContain(SECRET, WRONG_SECRET, broker.truststorePassword());
        return ended;
    }

    @Test
    void shouldSendAndVerifyWithTheRightKey() throws Exception {
        Ended ended = produce(SECRET, Map.of());

        assertThat(ended.exitCode()).as(ended.stderr()).isZero();
        assertThat(ended.summary().at("/acked").asLong()).isEqualTo(10);
        assertThat(ended.summary().at("/verification/status").asText()).isEqualTo("verified");
        assertThat(ended.stderr()).contains("certificate of CN=localhost");
    }

    @Test
    void shouldSayThatAWrongKeyIsRefused() throws Exception {
        Ended ended = produce(WRONG_SECRET, Map.of());

        assertThat(ended.exitCode()).as(ended.stderr()).isEqualTo(LoadProducer.CLUSTER_UNUSABLE);
        assertThat(ended.stdout()).isEmpty();
        assertThat(ended.stderr().lines())
                .last()
                .asString()
                .contains("authentication was refused: ", "signature does not match");
    }

    @Test
    void shouldSignInAsTheRoleThatItAssumed() throws Exception {
        Instant expires = Instant.now().plusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS);
        broker.know(AccessKey.temporary("ASIALOAD", SECRET, "a/token+of=the+role", expires));
        List<String> calls = new CopyOnWriteArrayList<>();
        HttpServer sts = tokenService(calls, expires);

        Ended ended;
        try {
            ended = produce(
                    WRONG_SECRET,
                    Map.of(
                            "AWS_ENDPOINT_URL_STS",
                            "http://127.0.0.1:" + sts.getAddress().getPort(),
                            "IAM_ROLE_ARN",
                            ROLE,
                            "IAM_SESSION_NAME",
                            "a-load-test",
                            "IAM_STS_REGION",
                            "eu-central-1"));
        } finally {
            sts.stop(0);
        }

        assertThat(ended.exitCode()).as(ended.stderr()).isZero();
        assertThat(ended.summary().at("/verification/status").asText()).isEqualTo("verified");
        assertThat(calls).first().asString().contains("Action=AssumeRole", "RoleArn=" + ROLE, "=a-load-test");
        assertThat(calls).allMatch(call -> call.contains("/eu-central-1/sts/"));
    }

    /** STS, which lets anybody assume any role. */
    private static HttpServer tokenService(List<String> calls, Instant expires) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] answer =
                """
                <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <AssumeRoleResult>
                    <Credentials>
                      <AccessKeyId>ASIALOAD</AccessKeyId>
                      <SecretAccessKey>%s</SecretAccessKey>
                      <SessionToken>a/token+of=the+role</SessionToken>
                      <Expiration>%s</Expiration>
                    </Credentials>
                  </AssumeRoleResult>
                </AssumeRoleResponse>
                """
                        .formatted(SECRET, expires)
                        .getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                calls.add(URLDecoder.decode(body, StandardCharsets.UTF_8) + " "
                        + exchange.getRequestHeaders().getFirst("Authorization"));
                exchange.getResponseHeaders().add("Content-Type", "text/xml");
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        server.start();
        return server;
    }
}
