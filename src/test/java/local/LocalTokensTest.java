package local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.converter.RsaKeyConverters;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

class LocalTokensTest {

    @TempDir
    private Path directory;

    @Test
    void shouldSignTokensThatTheWrittenKeyVerifies() throws Exception {
        var tokens = LocalTokens.in(directory);

        RSAPublicKey key;
        try (var file = Files.newInputStream(tokens.publicKeyFile())) {
            key = RsaKeyConverters.x509().convert(file);
        }
        var token = NimbusJwtDecoder.withPublicKey(key).build().decode(tokens.token("demo"));

        assertThat(token.getIssuer()).hasToString(LocalTokens.ISSUER);
        assertThat(token.getAudience()).containsExactly(LocalTokens.AUDIENCE);
        assertThat(token.getClaimAsString(LocalTokens.TENANT_CLAIM)).isEqualTo("demo");
        assertThat(token.getSubject()).isNotBlank();
        assertThat(token.getExpiresAt())
                .isBetween(
                        Instant.now().plus(Duration.ofHours(11)), Instant.now().plus(Duration.ofHours(12)));
    }

    @Test
    void shouldKeepTheKeyInItsDirectory() throws Exception {
        LocalTokens.in(directory);
        var before = Files.readString(directory.resolve("user-tokens-public.pem"));

        LocalTokens.in(directory);

        assertThat(directory.resolve("user-tokens-public.pem")).hasContent(before);
    }
}
