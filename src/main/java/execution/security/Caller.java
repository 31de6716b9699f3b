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

/** Tells who makes the current request. The answer comes from the request's verified token and from nothing else. */
@Component
public class Caller {

    /** The authority that a token of the issuer grants. */
    static final GrantedAuthority USER = new SimpleGrantedAuthority("user");

    /** The authority that a token of the service grants. */
    static final GrantedAuthority TASK = new SimpleGrantedAuthority("task");

    private final OperatorTokens operators;

    Caller(OperatorTokens operators) {
        this.operators = operators;
    }

    /**
     * The attempt that a task's token names.
     *
     * @param execution the key of the task's execution
     * @param attempt the number of the attempt, from 1
     */
    public record Attempt(ExecutionKey execution, int attempt) {}

    /**
     * On whose quota a request counts.
     *
     * @param tenant the tenant of the token
     * @param isTask whether a task of the tenant makes the request, and not a user
     */
    public record Party(String tenant, boolean isTask) {}

    /**
     * An operator of the installation, who may see what belongs to all tenants.
     *
     * @param name as it is kept with what the operator does
     */
    public record Operator(String name, OperatorRole role) {}

    /** Tells on whose quota the request counts; empty for a request without a token. */
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
     * Gives the tenant of a user's request, or the tenant that an operator acts for.
     *
     * @throws AccessDeniedException if the request has a task's token
     */
    public String tenant() {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof ActingFor acting) {
            return acting.tenant();
        }
        return authentication(USER).getName();
    }

    /** Gives the operator who makes the request; empty if a user of one tenant alone makes it. */
    public Optional<Operator> operator() {
        JwtAuthenticationToken token = authentication(USER);
        return operators
                .role(token.getToken())
                .map(role -> new Operator(OperatorTokens.name(token.getToken(), token.getName()), role));
    }

    /**
     * Gives the operator who makes the request.
     *
     * @param wanted what the operator must at least be allowed to do
     * @throws AccessDeniedException if the token is of one tenant alone, or allows less
     */
    public Operator operator(OperatorRole wanted) {
        return operator()
                .filter(operator -> operator.role().compareTo(wanted) >= 0)
                .orElseThrow(() -> new AccessDeniedException("the token is of no operator who may do this"));
    }

    /**
     * Gives the attempt of a task's request.
     *
     * @throws AccessDeniedException if the request has a user's token
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

    /**
     * Checks the kind of the token. The filters have checked the kind before; it is checked again because everything
     * that follows relies on it.
     */
    private static JwtAuthenticationToken authentication(GrantedAuthority kind) {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken token
                && token.getAuthorities().contains(kind)) {
            return token;
        }
        throw new AccessDeniedException("the token is of the other kind");
    }
}
