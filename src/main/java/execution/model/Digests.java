package execution.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Identifiers that are derived and not drawn, so that the same thing gets the same one wherever it is worked out. */
public final class Digests {

    private Digests() {}

    /** The SHA-256 (hex, lower case) of the parts, each preceded by its length, so that no two lists of parts are alike. */
    public static String sha256(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = (part == null ? "" : part).getBytes(StandardCharsets.UTF_8);
                digest.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The first 32 hex digits of {@link #sha256}. */
    public static String id(String... parts) {
        return sha256(parts).substring(0, 32);
    }
}
