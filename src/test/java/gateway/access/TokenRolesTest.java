package gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import gateway.GatewayProperties;
import gateway.GatewayProperties.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.Jwt;

class TokenRolesTest {

    private static int roles(Role otherwise, Object claim) {
        GatewayProperties settings = new GatewayProperties(
                Map.of(),
                Map.of(),
                Map.of(),
                new GatewayProperties.Http("fossa", null, Role.ADMIN),
                new GatewayProperties.Bearer(otherwise, "role"),
                Settings.KEPT,
                1);
        Jwt.Builder token = Jwt.withTokenValue("token").header("alg", "none").subject("somebody");
        if (claim != null) {
            token.claim("role", claim);
        }
        return new TokenRoles(settings).convert(token.build()).size();
    }

    @Test
    void shouldGiveTheRolesUpToTheHighestThatTheClaimNames() {
        assertThat(roles(Role.VIEWER, "operator")).isEqualTo(2);
        assertThat(roles(Role.VIEWER, "ADMIN")).isEqualTo(3);
        assertThat(roles(Role.VIEWER, List.of("somebody", "viewer", "operator")))
                .isEqualTo(2);
    }

    @Test
    void shouldGiveTheRoleOfTheSettingWithoutAClaimAndTheLowestForAnother() {
        assertThat(roles(Role.OPERATOR, null)).isEqualTo(2);
        assertThat(roles(Role.OPERATOR, "emperor")).isEqualTo(1);
        assertThat(roles(Role.OPERATOR, 3)).isEqualTo(1);
        assertThat(roles(Role.OPERATOR, Map.of("admin", true))).isEqualTo(1);
    }
}
