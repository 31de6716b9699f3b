package execution.security;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;
import org.springframework.validation.annotation.Validated;

/**
 * Who may call: people and services by the tokens of an issuer, tasks by tokens of our own.
 *
 * @param user tokens of the issuer
 * @param callback our own tokens for tasks
 */
@Validated
@ConfigurationProperties("execution.security")
public record SecurityProperties(@NotNull @Valid User user, @NotNull @Valid Callback callback) {

    /**
     * @param issuer claim iss
     * @param audience claim aud
     * @param tenantClaim the claim that names the tenant
     * @param jwkSetUri where the issuer's keys are
     * @param publicKey an RSA public key (PEM) in place of jwkSetUri
     */
    public record User(
            @NotBlank String issuer,
            @NotBlank String audience,
            @NotBlank @DefaultValue("tenant_id") String tenantClaim,
            URI jwkSetUri,
            Resource publicKey) {

        @AssertTrue(message = "exactly one of jwk-set-uri and public-key must be set")
        public boolean isKeySourceUnambiguous() {
            return (jwkSetUri == null) != (publicKey == null);
        }
    }

    /**
     * @param key at least 32 bytes in base64, or a reference such as {@code {{aws:execution-service/callback#key}}}
     * @param baseUrl where tasks reach this service, from the network that they run in
     * @param outlives how long a token is good beyond the time-out of its execution
     */
    public record Callback(@NotBlank String key, @NotNull URI baseUrl, @NotNull @DefaultValue("1h") Duration outlives) {

        @Override
        public String toString() {
            return "Callback[baseUrl=" + baseUrl + ", outlives=" + outlives + "]";
        }
    }
}
