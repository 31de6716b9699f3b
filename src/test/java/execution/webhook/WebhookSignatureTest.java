package execution.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.operations.StartRefusedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {

    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final long TIME = 1_614_265_330;

    /** The example that libraries of the scheme test themselves with. */
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static final String OTHER = "whsec_"
            + Base64.getEncoder().encodeToString("another secret of 32 bytes here!".getBytes(StandardCharsets.UTF_8));

    private static WebhookSignature signature(String secret, String previous) {
        WebhookProperties laptop = WebhookFixture.settings("localhost");
        return WebhookFixture.signature(new WebhookProperties(
                List.of("localhost"),
                secret,
                previous,
                true,
                true,
                laptop.connectTimeout(),
                laptop.timeout(),
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", " MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"})
    void shouldSignAsTheStandardSays(String secret) {
        assertThat(signature(secret, "").of(ID, TIME, BODY)).isEqualTo(SIGNATURE);
    }

    @Test
    void shouldSignWithBothSecretsWhileReceiversChangeOver() {
        String both = signature(OTHER, WebhookFixture.SECRET).of(ID, TIME, BODY);

        assertThat(both.split(" ")).hasSize(2).endsWith(SIGNATURE);
        assertThat(both).startsWith(signature(OTHER, "").of(ID, TIME, BODY) + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"whsec_not base64!", "c2hvcnQgc2VjcmV0", "{{aws:nobody/knows#this}}"})
    void shouldRefuseToStartWithoutAUsableSecretAndNotShowIt(String secret) {
        for (WebhookSignature signature : List.of(signature(secret, ""), signature(OTHER, secret))) {
            assertThatThrownBy(() -> signature.onCamelContextStarting(null, false))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("execution.webhooks.")
                    .hasMessageContaining("secret: ")
                    .hasMessageNotContaining("not base64!")
                    .hasMessageNotContaining("c2hvcnQgc2VjcmV0");
        }
    }
}
