package execution.webhook;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where webhooks may go, how they are signed, and how often a receiver is tried.
 *
 * @param hosts The hosts that webhooks may go to, several with commas between them. {@code *.example.com} stands for
 *     all hosts below {@code example.com}. A host without a port has the port of its scheme alone. While there is none,
 *     webhooks are off, and a request that names one is refused.
 * @param secret The secret that signs: 24 to 64 bytes in base64, with or without {@code whsec_} before it, or a
 *     reference to such a text in Secrets Manager, such as <code>{{aws:execution-service/webhook#secret}}</code>. All
 *     instances need the same one.
 * @param previousSecret The secret before, while receivers change over. Each webhook is then signed with both. Empty if
 *     there is none.
 * @param allowHttp Whether a webhook may go to an address that begins with {@code http://}. It is sent without
 *     encryption then, so this is for a laptop.
 * @param allowPrivateAddresses Whether a webhook may go to an address of a private network, or of this machine. Anybody
 *     who may name a webhook can then reach the allowed hosts inside of the network.
 * @param connectTimeout How long a connection may take.
 * @param timeout How long a delivery may take in all, from the connection to the end of the answer.
 * @param perHost How many webhooks are sent to one host at the same time.
 * @param firstPause The longest pause after the first failure. It is doubled with each further one, and chance shortens
 *     it down to its half.
 * @param longestPause The pauses grow no longer than this.
 * @param giveUpAfter How long after a status change its webhook is given up, if the receiver has refused it until then.
 * @param mostWaiting How many executions may have webhooks that wait in memory, a quarter of them for the same host.
 *     Those of further executions wait in the table alone, until the sweep finds room for them.
 */
@Validated
@ConfigurationProperties("execution.webhooks")
public record WebhookProperties(
        @NotNull @DefaultValue
                List<@Pattern(regexp = HOST, message = "must be host, host:port or *.domain") String> hosts,
        @NotNull @DefaultValue("") String secret,
        @NotNull @DefaultValue("") String previousSecret,
        @DefaultValue("false") boolean allowHttp,
        @DefaultValue("false") boolean allowPrivateAddresses,
        @NotNull @DurationMin(millis = 100) @DurationMax(minutes = 1) @DefaultValue("5s") Duration connectTimeout,
        @NotNull @DurationMin(millis = 100) @DurationMax(minutes = 1) @DefaultValue("10s") Duration timeout,
        @Min(1) @Max(64) @DefaultValue("4") int perHost,
        @NotNull @DurationMin(millis = 1) @DurationMax(days = 1) @DefaultValue("5s") Duration firstPause,
        @NotNull @DurationMin(millis = 1) @DurationMax(days = 1) @DefaultValue("15m") Duration longestPause,
        @NotNull @DurationMin(millis = 1) @DurationMax(days = 30) @DefaultValue("24h") Duration giveUpAfter,
        @Min(4) @Max(100_000) @DefaultValue("2000") int mostWaiting) {

    private static final String HOST =
            "(\\*\\.)?[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(:[1-9][0-9]{0,4})?|\\[[0-9a-fA-F:.]{2,45}](:[1-9][0-9]{0,4})?";

    @AssertTrue(message = "secret must be set where hosts are")
    boolean isSecretThere() {
        return hosts == null || hosts.isEmpty() || secret != null && !secret.isBlank();
    }

    @AssertTrue(message = "longest-pause must be no shorter than first-pause")
    boolean isLongestPauseLonger() {
        return firstPause == null || longestPause == null || longestPause.compareTo(firstPause) >= 0;
    }

    /** Does not show the secrets. */
    @Override
    public String toString() {
        return "WebhookProperties[hosts=" + hosts + "]";
    }
}
