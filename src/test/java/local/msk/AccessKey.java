package local.msk;

import java.time.Instant;

/**
 * A key that the broker knows.
 *
 * @param sessionToken null for a permanent key
 * @param expires null for a permanent key
 */
public record AccessKey(String id, String secret, String sessionToken, Instant expires) {

    public static AccessKey lasting(String id, String secret) {
        return new AccessKey(id, secret, null, null);
    }

    public static AccessKey temporary(String id, String secret, String sessionToken, Instant expires) {
        return new AccessKey(id, secret, sessionToken, expires);
    }
}
