package gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.operations.StartRefusedException;
import execution.security.OperatorRole;
import gateway.GatewayProperties;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorsTest {

    @Test
    void shouldKnowTheOneOperatorOfTheVariables() {
        Operators operators = new Operators(Settings.http("fossa", "supersecret"));

        assertThat(operators.check("fossa", "supersecret")).hasValue(new Visitor("fossa", OperatorRole.ADMIN, null));
        assertThat(operators.check("fossa", "supersecre")).isEmpty();
        assertThat(operators.check("other", "supersecret")).isEmpty();
        assertThat(operators.check("fossa", "supersecret".repeat(10))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "short",
                "0123456",
                "a password of more than seventy-two bytes, which BCrypt would cut off at the end"
            })
    void shouldRefuseAPasswordThatIsTooShortOrTooLong(String password) {
        GatewayProperties settings = Settings.http("fossa", password);

        assertThatThrownBy(() -> new Operators(settings))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("execution.gateway.http.password")
                .hasMessageNotContaining(password);
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret in clear", "", "$2a$04$5LWCcY44ZjTAjJuF2Po0IeVdyFrJaET6NbGw4VU03J7aMgo28.eve"})
    void shouldRefuseWhatIsNoHashAndNotShowIt(String hash) {
        GatewayProperties settings = Settings.users(Map.of(), Map.of("otto", hash), Map.of());

        assertThatThrownBy(() -> new Operators(settings))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("execution.gateway.operators.otto")
                .satisfies(failure -> assertThat(
                                hash.isEmpty() || !failure.getMessage().contains(hash))
                        .isTrue());
    }

    @Test
    void shouldRefuseANameThatIsGivenTwice() {
        GatewayProperties settings =
                Settings.users(Map.of("otto", Settings.HASH), Map.of("otto", Settings.HASH), Map.of());

        assertThatThrownBy(() -> new Operators(settings)).hasMessageContaining("given twice");
    }

    @Test
    void shouldShowNoSecretOfTheSettings() {
        GatewayProperties settings = new GatewayProperties(
                Map.of("vera", Settings.HASH),
                Map.of(),
                Map.of(),
                new GatewayProperties.Http("fossa", "supersecret", OperatorRole.ADMIN),
                Settings.BEARER,
                1);

        assertThat(settings.toString()).contains("vera", "fossa").doesNotContain("supersecret", Settings.HASH);
    }
}
