package execution.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.model.ExecutionKey;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

class CallerTest {

    private final Caller caller = new Caller(new OperatorTokens(new SecurityProperties(
            new SecurityProperties.User("issuer", "audience", "tenant_id", null, "all_tenants", null), null)));

    @AfterEach
    void forget() {
        SecurityContextHolder.clearContext();
    }

    /** A token with the claims of both kinds, of which the issuer may well make one. */
    private static void authenticate(GrantedAuthority... granted) {
        authenticate("nothing", granted);
    }

    private static void authenticate(String operator, GrantedAuthority... granted) {
        Jwt token = Jwt.withTokenValue("token")
                .header("alg", "RS256")
                .subject("tenant")
                .claim(CallbackTokens.TENANT, "tenant")
                .claim(CallbackTokens.JIT_EVENT, "event")
                .claim(CallbackTokens.EXECUTION, "execution")
                .claim(CallbackTokens.ATTEMPT, 2)
                .claim("all_tenants", operator)
                .build();
        SecurityContextHolder.getContext()
                .setAuthentication(new JwtAuthenticationToken(token, List.of(granted), "tenant"));
    }

    @Test
    void shouldTakeATaskForNoTenant() {
        authenticate(Caller.TASK);

        assertThat(caller.attempt()).isEqualTo(new Caller.Attempt(new ExecutionKey("tenant", "event", "execution"), 2));
        assertThatThrownBy(caller::tenant).isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void shouldTakeAUserForNoTask() {
        authenticate(Caller.USER);

        assertThat(caller.tenant()).isEqualTo("tenant");
        assertThatThrownBy(caller::attempt).isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void shouldTakeNobodyForAnybody() {
        assertThatThrownBy(caller::tenant).isInstanceOf(AccessDeniedException.class);
        authenticate();
        assertThatThrownBy(caller::attempt).isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void shouldTakeAUserForAnOperatorOnlyIfTheClaimOfTheSettingSaysSo() {
        authenticate(Caller.USER);
        assertThat(caller.operator()).isEmpty();
        assertThatThrownBy(() -> caller.operator(OperatorRole.VIEWER)).isInstanceOf(AccessDeniedException.class);

        authenticate("operator", Caller.USER);
        assertThat(caller.operator(OperatorRole.OPERATOR))
                .isEqualTo(new Caller.Operator("tenant", OperatorRole.OPERATOR));
        assertThatThrownBy(() -> caller.operator(OperatorRole.ADMIN)).isInstanceOf(AccessDeniedException.class);

        authenticate("emperor", Caller.USER);
        assertThat(caller.operator()).isEmpty();
    }

    @Test
    void shouldTakeNoTaskForAnOperator() {
        authenticate("admin", Caller.TASK);

        assertThatThrownBy(caller::operator).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> caller.operator(OperatorRole.VIEWER)).isInstanceOf(AccessDeniedException.class);
    }
}
