package wrapper.work.page;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import wrapper.work.config.WorkSettings;

/** Who may see the page. How long a comparison takes says nothing of the secret. */
final class PageVisitors {
    private final WorkSettings.Access access;

    PageVisitors(WorkSettings.Access access) {
        this.access = access;
    }

    /** @param header the header Authorization; null if the request has none */
    boolean isAllowed(String header) {
        if (header == null) {
            return false;
        }
        boolean token =
                access.token().map(secret -> same(header, "Bearer " + secret)).orElse(false);
        boolean basic = access.user()
                .map(user -> same(
                        header, "Basic " + base64(user + ":" + access.password().orElseThrow())))
                .orElse(false);
        return token | basic;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    // The digests have one length, so not even the secret's length can be told from the time.
    private static boolean same(String given, String expected) {
        return MessageDigest.isEqual(digest(given), digest(expected));
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
