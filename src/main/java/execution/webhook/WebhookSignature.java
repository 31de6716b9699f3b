package execution.webhook;

import execution.operations.StartCheck;
import execution.operations.StartRefusedException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.CamelContext;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import shared.failure.Causes;

/**
 * Signs webhooks as the Standard Webhooks scheme says: HMAC-SHA256 over id, time and body. The secrets are read before
 * any route consumes, because no webhook could be sent without them.
 */
@Component
class WebhookSignature implements StartCheck {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "whsec_";
    private static final int MIN_BYTES = 24;
    private static final int MAX_BYTES = 64;
    private static final String SETTING = "execution.webhooks.";
    private static final String ALLOWED = "allowed are " + MIN_BYTES + " to " + MAX_BYTES
            + " bytes in base64, with or without " + PREFIX + " before it, or a reference {{aws:<secret>#<key>}} to "
            + "such a text in Secrets Manager, with camel.vault.aws.region and "
            + "camel.vault.aws.default-credentials-provider=true";

    private final WebhookProperties webhooks;
    private final CamelContext context;
    private volatile List<SecretKeySpec> keys;

    WebhookSignature(WebhookProperties webhooks, @Lazy CamelContext context) {
        this.webhooks = webhooks;
        this.context = context;
    }

    /**
     * Reads the secrets, unless webhooks are off.
     *
     * @throws StartRefusedException if a secret cannot be read or used
     */
    @Override
    public void onCamelContextStarting(CamelContext context, boolean alreadyStarted) {
        if (!webhooks.hosts().isEmpty()) {
            keys();
        }
    }

    /**
     * Gives the value of the header {@code webhook-signature}, which has a signature for each secret.
     *
     * @param id the value of the header {@code webhook-id}
     * @param timestamp the value of the header {@code webhook-timestamp}, in seconds since 1970
     */
    String of(String id, long timestamp, byte[] body) {
        List<String> signatures = new ArrayList<>();
        for (SecretKeySpec key : keys()) {
            try {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(key);
                mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
                signatures.add("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
        return String.join(" ", signatures);
    }

    private List<SecretKeySpec> keys() {
        if (keys == null) {
            List<SecretKeySpec> read = new ArrayList<>();
            read.add(key("secret", webhooks.secret()));
            if (!webhooks.previousSecret().isBlank()) {
                read.add(key("previous-secret", webhooks.previousSecret()));
            }
            keys = List.copyOf(read);
        }
        return keys;
    }

    private SecretKeySpec key(String name, String setting) {
        String text = resolved(name, setting).strip();
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text);
        } catch (IllegalArgumentException e) {
            throw new StartRefusedException(SETTING + name + ": it is not base64; " + ALLOWED);
        }
        if (bytes.length < MIN_BYTES || bytes.length > MAX_BYTES) {
            throw new StartRefusedException(SETTING + name + ": it has " + bytes.length + " bytes; " + ALLOWED);
        }
        return new SecretKeySpec(bytes, ALGORITHM);
    }

    private String resolved(String name, String setting) {
        try {
            return context.resolvePropertyPlaceholders(setting);
        } catch (RuntimeException e) {
            // The message may show the setting, because a setting that has to be resolved is a reference and no secret.
            throw new StartRefusedException(
                    SETTING + name + ": " + setting + " cannot be resolved: "
                            + Causes.root(e).getMessage() + "; " + ALLOWED,
                    e);
        }
    }
}
