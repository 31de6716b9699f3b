package execution.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import org.springframework.stereotype.Component;

/** Signs texts that the service hands out and gets back, such as the cursor of a list. */
@Component
public class Signatures {

    /**
     * What is signed begins with this text, because callback tokens are signed with the same key: a signature of one
     * kind is never valid as the other.
     */
    private static final String PURPOSE = "cursor\n";

    private final CallbackKey key;

    Signatures(CallbackKey key) {
        this.key = key;
    }

    /**
     * Signs a text.
     *
     * @return the HMAC-SHA-256 of the text in base64 (URL form)
     */
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
