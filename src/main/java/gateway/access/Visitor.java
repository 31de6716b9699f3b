package gateway.access;

import gateway.GatewayProperties.Role;
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
public record Visitor(String name, Role role, String tenant) {

    /** Gives the person who makes the current request, who has passed the check of passwords and tokens. */
    public static Visitor current() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication instanceof JwtAuthenticationToken token) {
            String subject = token.getToken().getSubject();
            return new Visitor(subject == null ? "user@" + token.getName() : subject, role(token), token.getName());
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

    public boolean may(Role wanted) {
        return role.compareTo(wanted) >= 0;
    }

    /** Gives the role as pages show it. */
    public String roleName() {
        return role.name().toLowerCase(Locale.ROOT);
    }

    /** Gives the authority of a role. Whoever has a role has the authorities of the roles below it as well. */
    static GrantedAuthority authority(Role role) {
        return new SimpleGrantedAuthority("gateway-" + role.name().toLowerCase(Locale.ROOT));
    }

    private static Role role(Authentication authentication) {
        Role highest = Role.VIEWER;
        for (Role role : Role.values()) {
            if (authentication.getAuthorities().contains(authority(role))) {
                highest = role;
            }
        }
        return highest;
    }
}
