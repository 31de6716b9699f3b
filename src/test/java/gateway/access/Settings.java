package gateway.access;

import execution.security.OperatorRole;
import execution.security.OperatorTokens;
import execution.security.SecurityProperties;
import gateway.GatewayProperties;
import java.util.Map;

/** Settings of the pages for tests. */
final class Settings {

    /** What BCrypt makes of {@link #PASSWORD}. */
    static final String HASH = "$2a$10$5LWCcY44ZjTAjJuF2Po0IeVdyFrJaET6NbGw4VU03J7aMgo28.eve";

    static final String PASSWORD = "right password";
    static final GatewayProperties.Bearer BEARER = new GatewayProperties.Bearer(OperatorRole.VIEWER, "gateway_role");

    private Settings() {}

    /** Whose tokens are those of operators where a claim says so. */
    static OperatorTokens operatorTokens(String claim) {
        return new OperatorTokens(new SecurityProperties(
                new SecurityProperties.User("issuer", "audience", "tenant_id", null, claim, null), null));
    }

    static GatewayProperties http(String user, String password) {
        return new GatewayProperties(
                Map.of(),
                Map.of(),
                Map.of(),
                new GatewayProperties.Http(user, password, OperatorRole.ADMIN),
                BEARER,
                1);
    }

    static GatewayProperties users(
            Map<String, String> viewers, Map<String, String> operators, Map<String, String> admins) {
        return new GatewayProperties(
                viewers, operators, admins, new GatewayProperties.Http("fossa", null, OperatorRole.ADMIN), BEARER, 1);
    }
}
