package execution.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes ids from their parts, so that the same thing has the same id wherever the id is computed. */
public final class Digests {

    private Digests() {}

    /**
     * Computes the SHA-256 (hex, lower case) of the parts. Each part is preceded by its length, so that no two lists of
     * parts give the same text.
     */
    public static String sha256(String... parts) {
        MessageDigest digest = newSha256();
        for (String part : parts) {
            byte[] bytes = (part == null ? "" : part).getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Computes the SHA-256 (hex, lower case) of a text in UTF-8, as others compute it. */
    public static String sha256OfText(String text) {
        return HexFormat.of().formatHex(newSha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Makes a SHA-256 of nothing so far. */
    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Gives the first 32 hex digits of {@link #sha256}. */
    public static String id(String... parts) {
        return sha256(parts).substring(0, 32);
    }
}
