package execution.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.AuthenticationServiceException;

class OperationFilterTest {

    private final Operations operations = new Operations();
    private CamelContext camel;

    @BeforeEach
    void build() {
        camel = new DefaultCamelContext();
        camel.build();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private MockHttpServletResponse send(String path, FilterChain chain) throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();
        new OperationFilter(operations, camel).doFilter(new MockHttpServletRequest("GET", path), response, chain);
        return response;
    }

    @Test
    void shouldKnowWhoseTokenEachOperationTakes() {
        assertThat(operations.all().stream().collect(Collectors.groupingBy(Operation::caller, Collectors.counting())))
                .containsEntry(Operation.Caller.ANYBODY, 2L)
                .containsEntry(Operation.Caller.USER, 4L)
                .containsEntry(Operation.Caller.TASK, 3L);
        assertThat(operations.find("PATCH", "/executions/a/b"))
                .get()
                .extracting(Operation::caller)
                .isEqualTo(Operation.Caller.TASK);
        assertThat(operations.find("GET", "/executions/a/b"))
                .get()
                .extracting(Operation::caller)
                .isEqualTo(Operation.Caller.USER);
    }

    @Test
    void shouldAskToComeAgainUntilCamelIsUp() throws Exception {
        MockFilterChain chain = new MockFilterChain();

        MockHttpServletResponse early = send("/executions", chain);
        MockHttpServletResponse health = send("/actuator/health", new MockFilterChain());
        camel.start();
        send("/executions", chain);

        assertThat(early.getStatus()).isEqualTo(503);
        assertThat(early.getContentType()).isEqualTo("application/problem+json");
        assertThat(early.getHeader("Retry-After")).isNotNull();
        assertThat(health.getStatus()).isEqualTo(200);
        assertThat(chain.getRequest()).as("what was let pass").isNotNull();
    }

    @Test
    void shouldAskToComeAgainWhereTokensCannotBeChecked() throws Exception {
        camel.start();

        MockHttpServletResponse response = send("/executions", (request, answer) -> {
            throw new AuthenticationServiceException("the issuer's keys cannot be read from https://issuer/keys");
        });

        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getContentAsString()).doesNotContain("issuer");
    }
}
