package execution.security;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
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
     * Whose tokens are accepted from people and services.
     *
     * @param issuer The issuer whose tokens are accepted. A token's claim {@code iss} has to be the same text.
     * @param audience For whom a token has to be meant. A token's claim {@code aud} has to hold this text.
     * @param tenantClaim The name of the claim that holds the tenant.
     * @param jwkSetUri The address from which the issuer's keys are fetched.
     * @param operatorClaim The name of the claim that makes a token one of an operator of the installation: it says
     *     {@code viewer}, {@code operator} or {@code admin}, and its bearer may do that in all tenants. No token is one
     *     of an operator where this is not set. Users must not be able to write the claim themselves.
     * @param publicKey A file with the issuer's public RSA key in PEM, such as {@code file:/etc/execution/issuer.pem}.
     */
    public record User(
            @NotBlank String issuer,
            @NotBlank String audience,
            @NotBlank @DefaultValue("tenant_id") String tenantClaim,
            URI jwkSetUri,
            String operatorClaim,
            Resource publicKey) {

        @AssertTrue(message = "exactly one of jwk-set-uri and public-key must be set")
        public boolean isKeySourceUnambiguous() {
            return (jwkSetUri == null) != (publicKey == null);
        }
    }

    /**
     * The tokens by which tasks report to the service.
     *
     * @param key The key that signs the tokens: 32 bytes or more in base64, or a reference to a secret that holds them,
     *     such as <code>{{aws:execution-service/callback#key}}</code>. All instances need the same one.
     * @param baseUrl The address at which tasks reach the service from the network that they run in, usually the
     *     balancer's.
     * @param outlives How long a token stays good beyond the time-out of its execution.
     */
    public record Callback(
            @NotBlank String key,
            @NotNull URI baseUrl,
            @NotNull @DurationMin(nanos = 0) @DefaultValue("1h") Duration outlives) {

        @Override
        public String toString() {
            return "Callback[baseUrl=" + baseUrl + ", outlives=" + outlives + "]";
        }
    }
}
