package execution.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** What an operator reads who configured it wrong. */
@ExtendWith(OutputCaptureExtension.class)
class WebhookPropertiesTest {

    @EnableConfigurationProperties(WebhookProperties.class)
    static class Settings {}

    private static ConfigurableApplicationContext start(String... properties) {
        SpringApplication application = new SpringApplication(Settings.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setRegisterShutdownHook(false);
        return application.run(Stream.concat(Stream.of("camel.main.name=test"), Arrays.stream(properties))
                .map(property -> "--" + property)
                .toArray(String[]::new));
    }

    @Test
    void shouldBeOffWhereNothingIsSaid() {
        try (ConfigurableApplicationContext context = start()) {
            WebhookProperties webhooks = context.getBean(WebhookProperties.class);
            assertThat(webhooks.hosts()).isEmpty();
            assertThat(webhooks.allowHttp()).isFalse();
            assertThat(webhooks.allowPrivateAddresses()).isFalse();
        }
    }

    @Test
    void shouldTakeSeveralHosts() {
        try (ConfigurableApplicationContext context = start(
                "execution.webhooks.hosts=hooks.example.com,*.example.org:8443,localhost:80",
                "execution.webhooks.secret=" + WebhookFixture.SECRET)) {
            WebhookProperties webhooks = context.getBean(WebhookProperties.class);
            assertThat(webhooks.hosts()).containsExactly("hooks.example.com", "*.example.org:8443", "localhost:80");
            assertThat(webhooks.toString()).doesNotContain(WebhookFixture.SECRET);
        }
    }

    @Test
    void shouldNameEachWrongValueAndNoSecret(CapturedOutput output) {
        assertThat(catchThrowable(() -> start(
                        "execution.webhooks.hosts=https://hooks.example.com,*",
                        "execution.webhooks.previous-secret=" + WebhookFixture.SECRET,
                        "execution.webhooks.first-pause=2h",
                        "execution.webhooks.per-host=0")))
                .isNotNull();

        assertThat(output)
                .contains("execution.webhooks.hosts[0]", "execution.webhooks.hosts[1]", "must be host, host:port or")
                .contains("secret must be set where hosts are")
                .contains("longest-pause must be no shorter than first-pause")
                .contains("execution.webhooks.perHost")
                .doesNotContain(WebhookFixture.SECRET);
    }
}
