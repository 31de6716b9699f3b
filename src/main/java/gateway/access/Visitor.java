package gateway.access;

import execution.security.OperatorRole;
import execution.security.OperatorTokens;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.server.ResponseStatusException;

/**
 * The person who asks for a page.
 *
 * @param name the name of the operator, or the subject of the token
 * @param role what the person may do
 * @param tenant the one tenant whose executions the person may see; null for an operator, who sees all
 */
public record Visitor(String name, OperatorRole role, String tenant) {

    /** The authority of those bearers of tokens who see all tenants. */
    static final GrantedAuthority ALL_TENANTS = new SimpleGrantedAuthority("gateway-all-tenants");

    /** Gives the person who makes the current request, who has passed the check of passwords and tokens. */
    public static Visitor current() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication instanceof JwtAuthenticationToken token) {
            String tenant = token.getName();
            return new Visitor(
                    OperatorTokens.name(token.getToken(), tenant),
                    role(token),
                    token.getAuthorities().contains(ALL_TENANTS) ? null : tenant);
        }
        if (authentication != null && authentication.getPrincipal() instanceof Visitor visitor) {
            return visitor;
        }
        throw new IllegalStateException("a page is asked for by nobody");
    }

    /** Tells whether the person may see what belongs to the tenant. */
    public boolean sees(String other) {
        return tenant == null || tenant.equals(other);
    }

    /**
     * Holds that the person sees all tenants.
     *
     * @throws ResponseStatusException with 403 if the person sees one tenant alone
     */
    public void requireAllTenants() {
        if (tenant != null) {
            throw new ResponseStatusException(HttpStatus.FORBIDDEN, "Only operators see what belongs to all tenants.");
        }
    }

    public boolean may(OperatorRole wanted) {
        return role.compareTo(wanted) >= 0;
    }

    /** Gives the role as pages show it. */
    public String roleName() {
        return role.name().toLowerCase(Locale.ROOT);
    }

    /** Gives the authority of a role. Whoever has a role has the authorities of the roles below it as well. */
    static GrantedAuthority authority(OperatorRole role) {
        return new SimpleGrantedAuthority("gateway-" + role.name().toLowerCase(Locale.ROOT));
    }

    private static OperatorRole role(Authentication authentication) {
        OperatorRole highest = OperatorRole.VIEWER;
        for (OperatorRole role : OperatorRole.values()) {
            if (authentication.getAuthorities().contains(authority(role))) {
                highest = role;
            }
        }
        return highest;
    }
}
