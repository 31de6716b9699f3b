package execution.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.AuthenticationServiceException;

class OperationFilterTest {

    private static final ObjectProvider<PagePaths> NO_PAGES =
            new StaticListableBeanFactory().getBeanProvider(PagePaths.class);

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
        new OperationFilter(operations, camel, NO_PAGES)
                .doFilter(new MockHttpServletRequest("GET", path), response, chain);
        return response;
    }

    @Test
    void shouldKnowWhoseTokenEachOperationTakes() {
        Set<Operation> ofAnybody = find("GET /openapi.yaml", "GET /actuator/health");
        Set<Operation> ofUsers = find(
                "GET /executions",
                "POST /executions",
                "GET /executions/a/b",
                "POST /executions/a/b/cancel",
                "POST /executions/a/b/rerun",
                "GET /executions/a/b/logs",
                "GET /executions/a/b/parts",
                "GET /executions/a/b/parts/states",
                "PATCH /executions/a/b/partitions",
                "POST /executions/a/b/repair",
                "GET /tasks",
                "GET /tasks/a",
                "GET /executions/a/b/why",
                "GET /lanes",
                "PUT /lanes/limit",
                "GET /dead-letters",
                "GET /dead-letters/a",
                "POST /dead-letters/a/redrive",
                "POST /dead-letters/a/b/redrive",
                "GET /workers",
                "GET /worker");
        Set<Operation> ofTasks = find(
                "PATCH /executions/a/b",
                "GET /executions/a/b/input",
                "GET /executions/a/b/launch",
                "POST /executions/a/b/output",
                "POST /executions/a/b/parts",
                "POST /executions/a/b/results");

        assertThat(ofAnybody).extracting(Operation::caller).containsOnly(Operation.Caller.ANYBODY);
        assertThat(ofUsers).extracting(Operation::caller).containsOnly(Operation.Caller.USER);
        assertThat(ofTasks).extracting(Operation::caller).containsOnly(Operation.Caller.TASK);
        assertThat(operations.all())
                .as("an operation that this test does not know")
                .containsExactlyInAnyOrderElementsOf(union(ofAnybody, ofUsers, ofTasks));
    }

    private Set<Operation> find(String... requests) {
        return Stream.of(requests)
                .map(request -> request.split(" "))
                .map(request -> operations.find(request[0], request[1]))
                .map(Optional::orElseThrow)
                .collect(Collectors.toSet());
    }

    @SafeVarargs
    private static Set<Operation> union(Set<Operation>... sets) {
        return Stream.of(sets).flatMap(Set::stream).collect(Collectors.toSet());
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
