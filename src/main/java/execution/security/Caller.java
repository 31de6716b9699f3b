package execution.security;

import execution.model.ExecutionKey;
import java.util.Optional;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;

/** Who makes the current request, from its verified token alone. */
@Component
public class Caller {

    /** What a token of the issuer grants. */
    static final GrantedAuthority USER = new SimpleGrantedAuthority("user");

    /** What a token of our own grants. */
    static final GrantedAuthority TASK = new SimpleGrantedAuthority("task");

    /**
     * A task's attempt, as its token names it.
     *
     * @param attempt from 1
     */
    public record Attempt(ExecutionKey execution, int attempt) {}

    /**
     * Who a request counts for.
     *
     * @param isTask whether one of the tenant's tasks asks, and not one of its users
     */
    public record Party(String tenant, boolean isTask) {}

    /** Who the request counts for; empty for one that came without a token. */
    public Optional<Party> party() {
        if (!(SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken token)) {
            return Optional.empty();
        }
        return Optional.of(
                token.getAuthorities().contains(TASK)
                        ? new Party(token.getToken().getClaimAsString(CallbackTokens.TENANT), true)
                        : new Party(token.getName(), false));
    }

    /**
     * The tenant of a user's request.
     *
     * @throws AccessDeniedException if it came with a task's token
     */
    public String tenant() {
        return authentication(USER).getName();
    }

    /**
     * The attempt of a task's request.
     *
     * @throws AccessDeniedException if it came with a user's token
     */
    public Attempt attempt() {
        Jwt token = authentication(TASK).getToken();
        return new Attempt(
                new ExecutionKey(
                        token.getClaimAsString(CallbackTokens.TENANT),
                        token.getClaimAsString(CallbackTokens.JIT_EVENT),
                        token.getClaimAsString(CallbackTokens.EXECUTION)),
                ((Number) token.getClaim(CallbackTokens.ATTEMPT)).intValue());
    }

    /** The kind of the token was checked before; it is checked here again because everything else is built upon it. */
    private static JwtAuthenticationToken authentication(GrantedAuthority kind) {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken token
                && token.getAuthorities().contains(kind)) {
            return token;
        }
        throw new AccessDeniedException("the token is of the other kind");
    }
}
