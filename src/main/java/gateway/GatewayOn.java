package gateway;

import java.util.Map;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether anybody may sign in. */
final class GatewayOn implements Condition {

    private static final String PREFIX = "execution.gateway.";

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Environment environment = context.getEnvironment();
        String password = environment.getProperty(PREFIX + "http.password");
        return password != null && !password.isEmpty()
                || isAny(environment, "viewers")
                || isAny(environment, "operators")
                || isAny(environment, "admins");
    }

    private static boolean isAny(Environment environment, String role) {
        return Binder.get(environment)
                .bind(PREFIX + role, Bindable.mapOf(String.class, String.class))
                .map(Map::isEmpty)
                .map(isEmpty -> !isEmpty)
                .orElse(false);
    }
}
