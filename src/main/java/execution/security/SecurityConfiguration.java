package execution.security;

import execution.http.Operation;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.io.InputStream;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.springframework.boot.actuate.autoconfigure.security.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.converter.RsaKeyConverters;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Says which operations accept which kind of token. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    /**
     * The form of a tenant's name. The name becomes a part of keys, so it must not hold the separators that keys have.
     */
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** The operations that tasks call. */
    @Bean
    @Order(1)
    SecurityFilterChain callbacks(HttpSecurity http, CallbackKey key, AccessProblems problems, Clock clock)
            throws Exception {
        return stateless(http, problems)
                .securityMatcher(request -> Operation.isFor(Operation.Caller.TASK, request))
                .authorizeHttpRequests(requests -> requests.anyRequest().hasAuthority(Caller.TASK.getAuthority()))
                .oauth2ResourceServer(server -> server.authenticationEntryPoint(problems)
                        .accessDeniedHandler(problems)
                        .jwt(jwt -> jwt.decoder(new RememberedTokens(callbackDecoder(key), clock))
                                .jwtAuthenticationConverter(granting(Caller.TASK))))
                .build();
    }

    /**
     * The operations that need no token and ignore one that comes: those that are open to everybody, and the endpoints
     * for operators. The endpoints for operators are on the management port alone, which users cannot reach.
     */
    @Bean
    @Order(0)
    SecurityFilterChain open(HttpSecurity http, AccessProblems problems) throws Exception {
        RequestMatcher everybodys = request -> Operation.isFor(Operation.Caller.ANYBODY, request);
        return stateless(http, problems)
                .securityMatcher(new OrRequestMatcher(everybodys, EndpointRequest.toAnyEndpoint()))
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    /** The operations that people and other services call. */
    @Bean
    @Order(2)
    SecurityFilterChain users(
            HttpSecurity http, SecurityProperties security, AccessProblems problems, JwtDecoder userTokens)
            throws Exception {
        JwtAuthenticationConverter converter = granting(Caller.USER);
        converter.setPrincipalClaimName(security.user().tenantClaim());
        return stateless(http, problems)
                .authorizeHttpRequests(requests -> requests
                        // The request that an error is dispatched for was checked before.
                        .dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .anyRequest()
                        .hasAuthority(Caller.USER.getAuthority()))
                .oauth2ResourceServer(server -> server.authenticationEntryPoint(problems)
                        .accessDeniedHandler(problems)
                        .jwt(jwt -> jwt.decoder(userTokens).jwtAuthenticationConverter(converter)))
                .build();
    }

    /** Checks the tokens of the issuer, on whatever path they come. */
    @Bean
    JwtDecoder userTokens(SecurityProperties security, Clock clock) throws IOException {
        return new RememberedTokens(userDecoder(security.user()), clock);
    }

    /**
     * Spring would time each of a dozen filters of each request and each check of a token; the requests are timed as a
     * whole.
     */
    @Bean
    SecurityObservationSettings observations() {
        return SecurityObservationSettings.noObservations();
    }

    private static HttpSecurity stateless(HttpSecurity http, AccessProblems problems) throws Exception {
        // No cookie identifies a caller, so a forged request of another site has no identity to use.
        return http.csrf(csrf -> csrf.disable())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(cache -> cache.disable())
                .exceptionHandling(
                        handling -> handling.authenticationEntryPoint(problems).accessDeniedHandler(problems));
    }

    /** Makes the converter that grants the authority of the token's kind, whatever the token's claims say. */
    private static JwtAuthenticationConverter granting(GrantedAuthority kind) {
        JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
        converter.setJwtGrantedAuthoritiesConverter(token -> List.of(kind));
        return converter;
    }

    private static JwtDecoder callbackDecoder(CallbackKey key) {
        // The decoder is made with the first token, because the key may come from Secrets Manager through Camel, and
        // Camel has not started yet.
        return new JwtDecoder() {
            private volatile NimbusJwtDecoder decoder;

            @Override
            public Jwt decode(String token) {
                if (decoder == null) {
                    NimbusJwtDecoder made = NimbusJwtDecoder.withSecretKey(key.secret())
                            .macAlgorithm(MacAlgorithm.HS256)
                            .build();
                    made.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                            JwtValidators.createDefaultWithIssuer(CallbackTokens.ISSUER),
                            audience(CallbackTokens.AUDIENCE)));
                    decoder = made;
                }
                return decoder.decode(token);
            }
        };
    }

    private static JwtDecoder userDecoder(SecurityProperties.User user) throws IOException {
        NimbusJwtDecoder decoder = user.jwkSetUri() != null
                ? NimbusJwtDecoder.withJwkSetUri(user.jwkSetUri().toString()).build()
                : NimbusJwtDecoder.withPublicKey(publicKey(user)).build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                JwtValidators.createDefaultWithIssuer(user.issuer()),
                // Spring accepts a token without an expiry for ever, so the claim is required here.
                new JwtClaimValidator<Instant>(JwtClaimNames.EXP, Objects::nonNull),
                audience(user.audience()),
                tenant(user.tenantClaim())));
        return decoder;
    }

    private static RSAPublicKey publicKey(SecurityProperties.User user) throws IOException {
        try (InputStream pem = user.publicKey().getInputStream()) {
            return RsaKeyConverters.x509().convert(pem);
        }
    }

    private static OAuth2TokenValidator<Jwt> audience(String wanted) {
        return new JwtClaimValidator<List<String>>("aud", audiences -> audiences != null && audiences.contains(wanted));
    }

    private static OAuth2TokenValidator<Jwt> tenant(String claim) {
        return token -> token.getClaim(claim) instanceof String tenant
                        && TENANT.matcher(tenant).matches()
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(
                        new OAuth2Error("invalid_token", "the claim " + claim + " does not name a tenant", null));
    }
}
