package execution.security;

import execution.model.Digests;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import shared.collection.BoundedMap;

/**
 * Checks a token once a minute instead of with each request, because an RSA signature costs as much as a write of a
 * row. Only a token that passed every check is remembered, by the digest of its whole text; and never beyond its own
 * end. So a key that its issuer takes back opens the door for up to a minute longer to a token that was seen before.
 */
final class RememberedTokens implements JwtDecoder {

    static final Duration LENGTH = Duration.ofMinutes(1);

    /**
     * A token and its claims take some 5 KB; of more callers at once the one that was longest away is checked again.
     */
    private static final int MOST = 500;

    private final Map<String, Remembered> remembered =
            Collections.synchronizedMap(BoundedMap.forgettingLeastUsed(MOST));
    private final JwtDecoder checks;
    private final Clock clock;

    /** @param end from then on it is checked again */
    private record Remembered(Jwt token, Instant end) {}

    /** @param checks makes every check of a token, and throws if one fails */
    RememberedTokens(JwtDecoder checks, Clock clock) {
        this.checks = checks;
        this.clock = clock;
    }

    @Override
    public Jwt decode(String token) {
        String digest = Digests.sha256(token);
        Remembered known = remembered.get(digest);
        Instant now = clock.instant();
        if (known != null && now.isBefore(known.end())) {
            return known.token();
        }
        remembered.remove(digest);
        Jwt checked = checks.decode(token);
        remembered.put(digest, new Remembered(checked, end(checked, now)));
        return checked;
    }

    /** A token's own end is later still for the checks, which allow for clocks that differ. */
    private static Instant end(Jwt token, Instant now) {
        Instant end = now.plus(LENGTH);
        return token.getExpiresAt() == null || end.isBefore(token.getExpiresAt()) ? end : token.getExpiresAt();
    }
}
