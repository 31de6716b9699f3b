package wrapper.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import shared.placeholder.PlaceholderSource;

class SecretMaskTest {

    private final SecretMask mask = new SecretMask(Map.of());

    @Test
    void shouldMaskWhatWasAskedForAndNothingElse() {
        PlaceholderSource source =
                mask.of(PlaceholderSource.of("secretsmanager", Map.of("a", "hunter22", "b", "not asked for")));

        assertThat(source.value("a")).hasValue("hunter22");
        assertThat(source.value("c")).isEmpty();

        assertThat(mask.masked("hunter22 is hunter22, not asked for")).isEqualTo("*** is ***, not asked for");
    }

    @Test
    void shouldMaskTheVariablesThatAreNamedAsSecrets() {
        SecretMask named = new SecretMask(
                Map.of("EXECUTION_SECRETS", "DB, MISSING,API", "DB", "database", "API", "api-key", "HOME", "/home/me"));

        assertThat(named.masked("database of /home/me with api-key")).isEqualTo("*** of /home/me with ***");
    }

    @Test
    void shouldMaskTheLongerOfTwoSecretsWhole() {
        mask.add("secret");
        mask.add("secret-and-more");

        assertThat(mask.masked("secret-and-more secret")).isEqualTo("*** ***");
    }

    @Test
    void shouldMaskEachLineOfAKey() {
        mask.add("-----BEGIN\nAAAABBBBCCCC\nDDDD\n");

        assertThat(mask.masked("AAAABBBBCCCC\r\nDDDD")).isEqualTo("***\r\nDDDD");
    }

    @Test
    void shouldMaskTheRestOfASecretThatWasCutAtTheBeginning() {
        mask.add("0123456789");

        assertThat(mask.masked("456789 goes on")).isEqualTo("*** goes on");
        assertThat(mask.masked("\ufffd\ufffd3456789 goes on")).isEqualTo("*** goes on");
        assertThat(mask.masked("789 is too little to tell")).isEqualTo("789 is too little to tell");
    }

    @Test
    void shouldLeaveShortValuesWhereTheyAre() {
        mask.add("443");
        mask.add(" ");

        assertThat(mask.masked("port 443 of ")).isEqualTo("port 443 of ");
    }
}
