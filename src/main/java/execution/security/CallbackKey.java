package execution.security;

import execution.operations.StartCheck;
import execution.operations.StartRefusedException;
import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.CamelContext;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import shared.failure.Causes;

/**
 * The key that signs callback tokens. Camel's functions resolve the setting where it is a reference such as
 * {@code {{aws:…}}}. The key is read before any route consumes, because every launch would fail without it.
 */
@Component
class CallbackKey implements StartCheck {

    private static final int MIN_BYTES = 32;
    private static final String SETTING = "execution.security.callback.key";
    private static final String ALLOWED = "allowed are " + MIN_BYTES + " bytes or more in base64, or a reference "
            + "{{aws:<secret>#<key>}} to such a text in Secrets Manager, with camel.vault.aws.region and "
            + "camel.vault.aws.default-credentials-provider=true";

    private final SecurityProperties.Callback properties;
    private final CamelContext context;
    private volatile SecretKey secret;

    CallbackKey(SecurityProperties security, @Lazy CamelContext context) {
        this.properties = security.callback();
        this.context = context;
    }

    /**
     * Reads the key.
     *
     * @throws StartRefusedException as {@link #secret()}
     */
    @Override
    public void onCamelContextStarting(CamelContext context, boolean alreadyStarted) {
        secret();
    }

    /**
     * Gives the key, which is read once.
     *
     * @return the key of 32 bytes or more
     * @throws StartRefusedException if the key cannot be read, or is not base64 of at least 32 bytes; the message does
     *     not hold the key
     */
    SecretKey secret() {
        if (secret == null) {
            secret = new SecretKeySpec(bytes(resolved()), "HmacSHA256");
        }
        return secret;
    }

    private String resolved() {
        try {
            return context.resolvePropertyPlaceholders(properties.key());
        } catch (RuntimeException e) {
            // The message may show the setting, because a setting that has to be resolved is a reference and no secret.
            throw new StartRefusedException(
                    SETTING + ": " + properties.key() + " cannot be resolved: "
                            + Causes.root(e).getMessage() + "; " + ALLOWED,
                    e);
        }
    }

    private static byte[] bytes(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException e) {
            throw new StartRefusedException(SETTING + ": it is not base64; " + ALLOWED);
        }
        if (bytes.length < MIN_BYTES) {
            throw new StartRefusedException(SETTING + ": it has " + bytes.length + " bytes; " + ALLOWED);
        }
        return bytes;
    }
}
