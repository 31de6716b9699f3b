package gateway.access;

import execution.security.OperatorRole;
import execution.security.OperatorTokens;
import gateway.GatewayProperties;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;

/** Says what the bearer of a token may do on the pages. */
@Component
class TokenRoles implements Converter<Jwt, Collection<GrantedAuthority>> {

    private final GatewayProperties.Bearer settings;
    private final OperatorTokens operators;

    TokenRoles(GatewayProperties settings, OperatorTokens operators) {
        this.settings = settings.bearer();
        this.operators = operators;
    }

    /**
     * Gives the authorities of a role: that of an operator of the installation, together with the sight of all tenants,
     * or the highest that the claim of the setting names for one tenant. A claim that names no role counts as the
     * lowest.
     */
    @Override
    public Collection<GrantedAuthority> convert(Jwt token) {
        List<GrantedAuthority> granted = new ArrayList<>();
        operators.role(token).ifPresent(role -> granted.add(Visitor.ALL_TENANTS));
        operators.role(token).orElseGet(() -> ofTenant(token)).included().stream()
                .map(Visitor::authority)
                .forEach(granted::add);
        return granted;
    }

    private OperatorRole ofTenant(Jwt token) {
        Object claim = token.getClaim(settings.roleClaim());
        return OperatorRole.named(claim).orElse(claim == null ? settings.role() : OperatorRole.VIEWER);
    }
}
