package execution.security;

import java.util.Optional;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;

/**
 * Tells whose tokens are those of operators, who see what belongs to all tenants. Such a token comes from the issuer
 * like any other and names a tenant, and a claim that {@code execution.security.user.operator-claim} names says what
 * its bearer may do besides.
 */
@Component
public class OperatorTokens {

    private final String claim;

    public OperatorTokens(SecurityProperties security) {
        claim = security.user().operatorClaim();
    }

    /** Gives what the bearer of a verified token may do in all tenants; empty for a token of one tenant alone. */
    public Optional<OperatorRole> role(Jwt token) {
        return claim == null || claim.isBlank() ? Optional.empty() : OperatorRole.named(token.getClaim(claim));
    }

    /** Gives the name of a token's bearer, as it is kept with what the bearer does. */
    public static String name(Jwt token, String tenant) {
        return token.getSubject() == null ? "user@" + tenant : token.getSubject();
    }
}
