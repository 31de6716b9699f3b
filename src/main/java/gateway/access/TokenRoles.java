package gateway.access;

import gateway.GatewayProperties;
import gateway.GatewayProperties.Role;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;

/** Says what the bearer of a token may do on the pages. */
@Component
class TokenRoles implements Converter<Jwt, Collection<GrantedAuthority>> {

    private final GatewayProperties.Bearer settings;

    TokenRoles(GatewayProperties settings) {
        this.settings = settings.bearer();
    }

    /** Gives the authorities of the highest role that the claim names; a claim that names none counts as none. */
    @Override
    public Collection<GrantedAuthority> convert(Jwt token) {
        Object claim = token.getClaim(settings.roleClaim());
        Collection<?> named =
                claim instanceof Collection<?> several ? several : claim == null ? List.of() : List.of(claim);
        Optional<Role> role = Arrays.stream(Role.values())
                .filter(one -> named.stream().anyMatch(name -> one.name().equalsIgnoreCase(String.valueOf(name))))
                .reduce((lower, higher) -> higher);
        Role granted = role.orElse(claim == null ? settings.role() : Role.VIEWER);
        return Arrays.stream(Role.values())
                .filter(one -> one.compareTo(granted) <= 0)
                .map(Visitor::authority)
                .toList();
    }
}
