package gateway.access;

import gateway.GatewayProperties;
import gateway.GatewayProperties.Role;
import java.time.Duration;
import java.util.Map;

/** Settings of the pages for tests. */
final class Settings {

    /** What BCrypt makes of {@link #PASSWORD}. */
    static final String HASH = "$2a$10$5LWCcY44ZjTAjJuF2Po0IeVdyFrJaET6NbGw4VU03J7aMgo28.eve";

    static final String PASSWORD = "right password";
    static final GatewayProperties.Bearer BEARER = new GatewayProperties.Bearer(Role.VIEWER, "gateway_role");
    static final Duration KEPT = Duration.ofDays(1);

    private Settings() {}

    static GatewayProperties http(String user, String password) {
        return new GatewayProperties(
                Map.of(), Map.of(), Map.of(), new GatewayProperties.Http(user, password, Role.ADMIN), BEARER, KEPT, 1);
    }

    static GatewayProperties users(
            Map<String, String> viewers, Map<String, String> operators, Map<String, String> admins) {
        return new GatewayProperties(
                viewers, operators, admins, new GatewayProperties.Http("fossa", null, Role.ADMIN), BEARER, KEPT, 1);
    }
}
