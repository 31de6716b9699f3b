package infrastructure;

import static infrastructure.AwsEndpoint.Kind.EMULATOR;
import static infrastructure.AwsEndpoint.Kind.GIVEN;
import static infrastructure.AwsEndpoint.Kind.LOCALSTACK;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AwsEndpointTest {

    private static final Map<String, String> LICENSED = Map.of(AwsEndpoint.LICENCE, "token");

    @Test
    void shouldUseTheAddressThatIsGivenWhateverElseIsThere() {
        Map<String, String> given =
                Map.of(AwsEndpoint.GIVEN_ADDRESS, "http://127.0.0.1:4566", AwsEndpoint.LICENCE, "token");

        assertThat(AwsEndpoint.choose(given, () -> true)).isEqualTo(GIVEN);
    }

    @Test
    void shouldTakeAnEmptyAddressForNone() {
        assertThat(AwsEndpoint.choose(Map.of(AwsEndpoint.GIVEN_ADDRESS, ""), () -> false))
                .isEqualTo(EMULATOR);
    }

    @Test
    void shouldUseLocalStackWhereThereAreDockerAndALicence() {
        assertThat(AwsEndpoint.choose(LICENSED, () -> true)).isEqualTo(LOCALSTACK);
    }

    @Test
    void shouldUseTheEmulatorWhereNoContainerCanBeStarted() {
        assertThat(AwsEndpoint.choose(LICENSED, () -> false)).isEqualTo(EMULATOR);
    }

    /** Without a licence LocalStack has no ECS. */
    @Test
    void shouldNotLookForDockerWithoutALicence() {
        assertThat(AwsEndpoint.choose(Map.of(), () -> {
                    throw new AssertionError("asked for Docker");
                }))
                .isEqualTo(EMULATOR);
    }
}
