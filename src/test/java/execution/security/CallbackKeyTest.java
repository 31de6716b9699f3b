package execution.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

class CallbackKeyTest {

    private CallbackKeySecret secretsManager;
    private CamelContext context;

    @BeforeEach
    void start() throws IOException {
        secretsManager = CallbackKeySecret.start();
        context = new DefaultCamelContext();
        AwsVaultConfiguration vault = context.getVaultConfiguration().aws();
        vault.setAccessKey("local");
        vault.setSecretKey("local-secret");
        vault.setRegion("eu-west-1");
        vault.setOverrideEndpoint(true);
        vault.setUriEndpointOverride(secretsManager.endpoint());
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
        secretsManager.close();
    }

    private CallbackKey key(String configured) {
        return new CallbackKey(callback(configured), context);
    }

    private static SecurityProperties callback(String key) {
        return new SecurityProperties(
                null, new SecurityProperties.Callback(key, URI.create("http://service"), Duration.ofHours(1)));
    }

    @Test
    void shouldReadTheKeyFromSecretsManager() {
        assertThat(key(CallbackKeySecret.REFERENCE).secret().getEncoded())
                .isEqualTo(Base64.getDecoder().decode(CallbackKeySecret.KEY));
    }

    @Test
    void shouldTakeAKeyAsItIsConfigured() {
        assertThat(key(CallbackKeySecret.KEY).secret().getEncoded())
                .isEqualTo(Base64.getDecoder().decode(CallbackKeySecret.KEY));
    }

    @Test
    void shouldStopTheStartWhenTheReferenceCannotBeResolvedAndSayWhatIsAllowed() throws Exception {
        try (DefaultCamelContext starting = new DefaultCamelContext()) {
            starting.getVaultConfiguration()
                    .setAwsVaultConfiguration(context.getVaultConfiguration().aws());
            CallbackKey key = new CallbackKey(callback("{{aws:no-such-secret#key}}"), starting);
            key.beforeApplicationStart(starting);

            assertThatThrownBy(starting::start)
                    .hasRootCauseInstanceOf(ResourceNotFoundException.class)
                    .hasMessageContaining("execution.security.callback.key")
                    .hasMessageContaining("{{aws:no-such-secret#key}}")
                    .hasMessageContaining("can't find the specified secret")
                    .hasMessageContaining("camel.vault.aws.default-credentials-provider=true");
        }
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
