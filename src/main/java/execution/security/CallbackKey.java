package execution.security;

import execution.config.SecurityProperties;
import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.CamelContext;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** The key of callback tokens; a reference such as {@code {{aws:…}}} is resolved by Camel's functions. */
@Component
class CallbackKey {

    private static final int MIN_BYTES = 32;

    private final SecurityProperties.Callback properties;
    private final CamelContext context;
    private volatile SecretKey secret;

    CallbackKey(SecurityProperties security, @Lazy CamelContext context) {
        this.properties = security.callback();
        this.context = context;
    }

    /**
     * @throws IllegalStateException if it is not base64 of at least 32 bytes; the message does not hold the value
     */
    SecretKey secret() {
        if (secret == null) {
            secret = new SecretKeySpec(bytes(context.resolvePropertyPlaceholders(properties.key())), "HmacSHA256");
        }
        return secret;
    }

    private static byte[] bytes(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("execution.security.callback.key must be base64");
        }
        if (bytes.length < MIN_BYTES) {
            throw new IllegalStateException(
                    "execution.security.callback.key has " + bytes.length + " bytes, must have at least " + MIN_BYTES);
        }
        return bytes;
    }
}
