package gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import execution.security.OperatorRole;
import gateway.GatewayProperties;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.Jwt;

class TokenRolesTest {

    private static int roles(OperatorRole otherwise, Object claim) {
        GatewayProperties settings = new GatewayProperties(
                Map.of(),
                Map.of(),
                Map.of(),
                new GatewayProperties.Http("fossa", null, OperatorRole.ADMIN),
                new GatewayProperties.Bearer(otherwise, "role"),
                1);
        Jwt.Builder token = Jwt.withTokenValue("token").header("alg", "none").subject("somebody");
        if (claim != null) {
            token.claim("role", claim);
        }
        return new TokenRoles(settings, Settings.operatorTokens("all_tenants"))
                .convert(token.build())
                .size();
    }

    @Test
    void shouldGiveTheRolesUpToTheHighestThatTheClaimNames() {
        assertThat(roles(OperatorRole.VIEWER, "operator")).isEqualTo(2);
        assertThat(roles(OperatorRole.VIEWER, "ADMIN")).isEqualTo(3);
        assertThat(roles(OperatorRole.VIEWER, List.of("somebody", "viewer", "operator")))
                .isEqualTo(2);
    }

    @Test
    void shouldGiveTheRoleOfTheSettingWithoutAClaimAndTheLowestForAnother() {
        assertThat(roles(OperatorRole.OPERATOR, null)).isEqualTo(2);
        assertThat(roles(OperatorRole.OPERATOR, "emperor")).isEqualTo(1);
        assertThat(roles(OperatorRole.OPERATOR, 3)).isEqualTo(1);
        assertThat(roles(OperatorRole.OPERATOR, Map.of("admin", true))).isEqualTo(1);
    }

    @Test
    void shouldLetAnOperatorsTokenSeeAllTenantsInTheRoleThatItNames() {
        TokenRoles roles = new TokenRoles(Settings.users(Map.of(), Map.of(), Map.of()), Settings.operatorTokens("all"));
        Jwt.Builder token = Jwt.withTokenValue("token").header("alg", "none").subject("o");

        assertThat(roles.convert(token.claim("all", "operator").build()))
                .containsExactlyInAnyOrder(
                        Visitor.ALL_TENANTS,
                        Visitor.authority(OperatorRole.VIEWER),
                        Visitor.authority(OperatorRole.OPERATOR));
        assertThat(roles.convert(token.claim("all", "emperor").build()))
                .containsExactly(Visitor.authority(OperatorRole.VIEWER));
        assertThat(new TokenRoles(Settings.users(Map.of(), Map.of(), Map.of()), Settings.operatorTokens(null))
                        .convert(token.claim("all", "admin").build()))
                .containsExactly(Visitor.authority(OperatorRole.VIEWER));
    }
}
