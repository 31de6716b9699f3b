package execution.webhook;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;

/** Parts of webhooks for tests, with settings that allow the laptop. */
public final class WebhookFixture {

    /** The secret of the scheme's own examples. */
    public static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private WebhookFixture() {}

    /** Settings that allow these hosts by http and in private networks. */
    public static WebhookProperties settings(String... hosts) {
        return settings(true, true, Duration.ofSeconds(30), hosts);
    }

    static WebhookProperties settings(boolean http, boolean privateAddresses, Duration timeout, String... hosts) {
        return new WebhookProperties(
                List.of(hosts),
                SECRET,
                "",
                http,
                privateAddresses,
                timeout,
                timeout,
                2,
                Duration.ofMillis(20),
                Duration.ofMillis(20),
                Duration.ofHours(1),
                40);
    }

    public static WebhookTargets targets(WebhookProperties settings) {
        return new WebhookTargets(settings);
    }

    public static WebhookClient client(WebhookProperties settings, Clock clock) {
        return new WebhookClient(targets(settings), signature(settings), settings, clock);
    }

    /** Ends the connections and the threads of a client. */
    public static void stop(WebhookClient client) {
        client.stop();
    }

    static WebhookSignature signature(WebhookProperties settings) {
        return new WebhookSignature(settings, new DefaultCamelContext());
    }
}
