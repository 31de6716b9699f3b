package wrapper.work.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceAddressTest {

    @Test
    void shouldCarryTheTraceOfTheJobOn() {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

        ServiceAddress traced =
                ServiceAddress.of("https://service/e", "t0ken", Map.of("TRACEPARENT", trace), Optional.empty());
        ServiceAddress hostile =
                ServiceAddress.of("https://service/e", "t0ken", Map.of("TRACEPARENT", "x\r\ny"), Optional.empty());

        assertThat(traced.headers()).containsEntry("traceparent", trace);
        assertThat(hostile.headers()).containsOnlyKeys("Authorization", "Accept");
    }

    @Test
    void shouldGiveAddressOfPartsAndHideTheToken() {
        ServiceAddress address =
                ServiceAddress.of("https://service/executions/j/e/", "t0ken", Map.of(), Optional.empty());

        assertThat(address.parts()).hasToString("https://service/executions/j/e/parts");
        assertThat(address).hasToString("/executions/j/e");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://service.other/executions/j/e",
                "https://other/executions/j/e",
                "https://service@other/executions/j/e",
                "http://service/executions/j/e",
                "https://service/executions/j/e?x=1",
                "file:///etc/passwd",
                ""
            })
    void shouldRefuseWhatIsNotOfTheService(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServiceAddress.of(url, "t0ken", Map.of(), Optional.of("https://service")))
                .withMessageNotContaining("t0ken");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\r\nX-Other: 1"})
    void shouldRefuseTokenThatCannotBeSent(String token) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServiceAddress.of("https://service/e", token, Map.of(), Optional.empty()));
    }
}
