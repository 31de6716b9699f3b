package gateway.access;

import execution.http.PagePaths;
import execution.security.OperatorRole;
import execution.security.SecurityProperties;
import jakarta.servlet.DispatcherType;
import java.time.Clock;
import java.util.regex.Pattern;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The chain of security of the pages, which goes before those of the HTTP interface. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration implements WebMvcConfigurer {

    /** No part of a path has a character that could be encoded, so each page has exactly one spelling. */
    private static final Pattern PATHS = Pattern.compile("/ui(/[A-Za-z0-9_-][A-Za-z0-9._-]{0,127})*");

    /** Scripts, styles and all else come from this server alone, and no other site may show a page in a frame. */
    private static final String CONTENT_POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    private final FormCheck forms;

    AccessConfiguration(FormCheck forms) {
        this.forms = forms;
    }

    @Bean
    PagePaths pagePaths() {
        return path -> PATHS.matcher(path).matches();
    }

    @Bean
    @Order(-1)
    SecurityFilterChain pages(
            HttpSecurity http,
            Operators operators,
            WrongPasswords wrong,
            Clock clock,
            TokenRoles roles,
            PageAccess access,
            JwtDecoder userTokens,
            SecurityProperties security)
            throws Exception {
        JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
        converter.setPrincipalClaimName(security.user().tenantClaim());
        converter.setJwtGrantedAuthoritiesConverter(roles);
        return http.securityMatcher(PagePaths::isPage)
                // Another check takes the place of Spring's, which would read the form's body while it may still come.
                .csrf(csrf -> csrf.disable())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .anonymous(anonymous -> anonymous.disable())
                .headers(AccessConfiguration::headers)
                .authorizeHttpRequests(requests -> requests
                        // What is dispatched again was checked before.
                        .dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(path("/ui/admin(/.*)?"))
                        .hasAuthority(Visitor.authority(OperatorRole.ADMIN).getAuthority())
                        .requestMatchers(request -> !HttpMethod.GET.matches(request.getMethod()))
                        .hasAuthority(Visitor.authority(OperatorRole.OPERATOR).getAuthority())
                        .anyRequest()
                        .hasAuthority(Visitor.authority(OperatorRole.VIEWER).getAuthority()))
                .exceptionHandling(
                        handling -> handling.authenticationEntryPoint(access).accessDeniedHandler(access))
                .httpBasic(basic -> basic.authenticationEntryPoint(access))
                .authenticationProvider(new PasswordCheck(operators, wrong, clock))
                .oauth2ResourceServer(server -> server.authenticationEntryPoint(access)
                        .accessDeniedHandler(access)
                        .jwt(jwt -> jwt.decoder(userTokens).jwtAuthenticationConverter(converter)))
                .build();
    }

    private static org.springframework.security.web.util.matcher.RequestMatcher path(String pattern) {
        Pattern path = Pattern.compile(pattern);
        return request -> path.matcher(request.getRequestURI()).matches();
    }

    private static void headers(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
                .frameOptions(frames -> frames.deny())
                .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER))
                // Each page says for itself how long it is kept: not at all, but for styles and scripts.
                .cacheControl(cache -> cache.disable())
                .withObjectPostProcessor(
                        new org.springframework.security.config.ObjectPostProcessor<HeaderWriterFilter>() {
                            @Override
                            public <O extends HeaderWriterFilter> O postProcess(O filter) {
                                // A live page is written by another thread, which must find the headers in place.
                                filter.setShouldWriteHeadersEagerly(true);
                                return filter;
                            }
                        });
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(forms).addPathPatterns("/ui", "/ui/**");
    }
}
