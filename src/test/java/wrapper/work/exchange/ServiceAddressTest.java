package wrapper.work.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceAddressTest {

    @Test
    void shouldGiveAddressOfPartsAndHideTheToken() {
        ServiceAddress address = ServiceAddress.of("https://service/executions/j/e/", "t0ken", Optional.empty());

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
                .isThrownBy(() -> ServiceAddress.of(url, "t0ken", Optional.of("https://service")))
                .withMessageNotContaining("t0ken");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\r\nX-Other: 1"})
    void shouldRefuseTokenThatCannotBeSent(String token) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServiceAddress.of("https://service/e", token, Optional.empty()));
    }
}
