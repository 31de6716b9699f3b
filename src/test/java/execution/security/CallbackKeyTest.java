package execution.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import execution.config.SecurityProperties;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.vault.AwsVaultConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallbackKeyTest {

    private static final String KEY =
            Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));

    private HttpServer secretsManager;
    private CamelContext context;

    /** Answers every GetSecretValue with one JSON secret, as Secrets Manager does. */
    @BeforeEach
    void start() throws IOException {
        secretsManager = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] answer = ("{\"ARN\":\"arn\",\"Name\":\"execution-service/callback\",\"SecretString\":\"{\\\"key\\\":\\\""
                        + KEY + "\\\"}\"}")
                .getBytes(StandardCharsets.UTF_8);
        secretsManager.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        secretsManager.start();
        context = new DefaultCamelContext();
        AwsVaultConfiguration vault = context.getVaultConfiguration().aws();
        vault.setAccessKey("local");
        vault.setSecretKey("local-secret");
        vault.setRegion("eu-west-1");
        vault.setOverrideEndpoint(true);
        vault.setUriEndpointOverride(
                "http://127.0.0.1:" + secretsManager.getAddress().getPort());
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
        secretsManager.stop(0);
    }

    private CallbackKey key(String configured) {
        return new CallbackKey(
                new SecurityProperties(
                        null,
                        new SecurityProperties.Callback(configured, URI.create("http://service"), Duration.ofHours(1))),
                context);
    }

    @Test
    void shouldReadTheKeyFromSecretsManager() {
        assertThat(key("{{aws:execution-service/callback#key}}").secret().getEncoded())
                .isEqualTo(Base64.getDecoder().decode(KEY));
    }

    @Test
    void shouldTakeAKeyAsItIsConfigured() {
        assertThat(key(KEY).secret().getEncoded()).isEqualTo(Base64.getDecoder().decode(KEY));
    }

    @Test
    void shouldRefuseAKeyThatIsTooShortOrNoBase64AndNotSayIt() {
        String tooShort = Base64.getEncoder().encodeToString("secret".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> key(tooShort).secret())
                .hasMessageContaining("execution.security.callback.key")
                .hasMessageContaining("32")
                .hasMessageNotContaining(tooShort);
        assertThatThrownBy(() -> key("not base64!").secret())
                .hasMessageContaining("base64")
                .hasMessageNotContaining("not base64!");
    }
}
