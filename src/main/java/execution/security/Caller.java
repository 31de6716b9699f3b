package execution.security;

import execution.model.ExecutionKey;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;

/** Who makes the current request, from its verified token alone. */
@Component
public class Caller {

    /**
     * A task's attempt, as its token names it.
     *
     * @param attempt from 1
     */
    public record Attempt(ExecutionKey execution, int attempt) {}

    /** The tenant of a user's request. */
    public String tenant() {
        return SecurityContextHolder.getContext().getAuthentication().getName();
    }

    /** The attempt of a task's request. */
    public Attempt attempt() {
        JwtAuthenticationToken authentication =
                (JwtAuthenticationToken) SecurityContextHolder.getContext().getAuthentication();
        Jwt token = authentication.getToken();
        return new Attempt(
                new ExecutionKey(
                        token.getClaimAsString(CallbackTokens.TENANT),
                        token.getClaimAsString(CallbackTokens.JIT_EVENT),
                        token.getClaimAsString(CallbackTokens.EXECUTION)),
                ((Number) token.getClaim(CallbackTokens.ATTEMPT)).intValue());
    }
}
