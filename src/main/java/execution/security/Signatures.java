package execution.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import org.springframework.stereotype.Component;

/** Signs what is handed out and comes back, e.g. the cursor of a list. */
@Component
public class Signatures {

    /** Keeps these signatures apart from those of callback tokens, which have the same key. */
    private static final String PURPOSE = "cursor\n";

    private final CallbackKey key;

    Signatures(CallbackKey key) {
        this.key = key;
    }

    /** HMAC-SHA-256 in base64 (URL form). */
    public String sign(String content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key.secret());
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal((PURPOSE + content).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    public boolean isValid(String content, String signature) {
        return MessageDigest.isEqual(
                sign(content).getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
    }
}
