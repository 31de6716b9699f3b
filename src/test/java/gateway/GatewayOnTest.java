package gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class GatewayOnTest {

    private static boolean isOn(Map<String, Object> settings) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
        ConditionContext context = mock(ConditionContext.class);
        when(context.getEnvironment()).thenReturn(environment);
        return new GatewayOn().matches(context, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http.password", "viewers.vera", "operators.otto", "admins[anna@example.org]"})
    void shouldBeOnAsSoonAsSomebodyMaySignIn(String setting) {
        assertThat(isOn(Map.of("execution.gateway." + setting, "anything"))).isTrue();
    }

    @Test
    void shouldBeOffWhileNobodyMay() {
        assertThat(isOn(Map.of())).isFalse();
        assertThat(isOn(Map.of("execution.gateway.http.user", "fossa", "execution.gateway.http.password", "")))
                .isFalse();
    }
}
