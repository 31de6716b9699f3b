package execution.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTargetsTest {

    private final WebhookTargets targets =
            targets("hooks.example.com", "*.example.org", "other.example.com:8443", "203.0.113.9");

    private static WebhookTargets targets(String... hosts) {
        return new WebhookTargets(WebhookFixture.settings(false, false, Duration.ofSeconds(1), hosts));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hooks.example.com",
                "https://hooks.example.com/path?key=1",
                "https://HOOKS.example.com:443/",
                "HTTPS://hooks.example.com/",
                "https://a.example.org/",
                "https://a.b.example.org/",
                "https://other.example.com:8443/",
                "https://203.0.113.9/"
            })
    void shouldAllowWhatTheSettingsAllow(String url) {
        assertThat(targets.problem(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/",
                "https://evil-hooks.example.com/",
                "https://hooks.example.com.evil.net/",
                "https://hooks.example.com./",
                "https://hooks.example.com:8443/",
                "https://example.org/",
                "https://badexample.org/",
                "https://a.example.org:8443/",
                "https://other.example.com/",
                "https://169.254.169.254/latest/meta-data/",
                "https://[::1]/"
            })
    void shouldRefuseAHostThatIsNotAllowed(String url) {
        assertThat(targets.problem(url)).contains("has a host or port that webhooks may not go to here");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://",
                "https:///path",
                "//hooks.example.com/",
                "hooks.example.com",
                "ftp://hooks.example.com/",
                "file:///etc/passwd",
                "https://user@hooks.example.com/",
                "https://hooks.example.com@evil.net/",
                "https://hooks.example.com#@evil.net/",
                "https://hooks.example.com\\@evil.net/",
                "https://hooks.example.com/a b",
                "https://hooks.example.com/\r\nHost: evil.net",
                "https://hooks_example.com/",
                "https://hooks.example.com:0/",
                "https://hooks.example.com:65536/",
                "https://höoks.example.com/"
            })
    void shouldRefuseWhatIsNoPlainAddressWithoutRepeatingIt(String url) {
        assertThat(targets.problem(url)).hasValueSatisfying(problem -> assertThat(problem)
                .startsWith("must be an address such as https://example.com/path")
                .doesNotContain("evil"));
        assertThat(targets.problem("https://hooks.example.com/" + "x".repeat(2_048)))
                .isPresent();
    }

    @Test
    void shouldRefuseAnAddressWithoutEncryptionUnlessItIsAllowed() {
        assertThat(targets.problem("http://hooks.example.com/")).contains("must begin with https://");

        WebhookTargets laptop = new WebhookTargets(WebhookFixture.settings("localhost"));
        assertThat(laptop.problem("http://localhost/")).isEmpty();
        assertThat(laptop.problem("http://localhost:443/")).as("another port").isPresent();
    }

    @Test
    void shouldBeOffWhereNoHostIsAllowed() {
        assertThat(targets().areOff()).isTrue();
        assertThat(targets().problem("https://hooks.example.com/")).isPresent();
        assertThat(targets.areOff()).isFalse();
    }
}
