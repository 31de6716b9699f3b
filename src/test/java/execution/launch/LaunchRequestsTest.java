package execution.launch;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Execution;
import execution.model.Samples;
import execution.runner.LaunchRequest;
import execution.security.CallbackTokens;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class LaunchRequestsTest {

    private final Execution row = Samples.pending()
            .allocate(Samples.launch(), "instance", Samples.CREATED)
            .nextAttempt("no capacity", true, "instance", null, Samples.CREATED);
    private final LaunchTurn turn = new LaunchTurn(Launching.opened(row, null, Instant.now()), row, true);
    private final CallbackTokens tokens = Mockito.mock(CallbackTokens.class);
    private final LaunchRequests requests = new LaunchRequests(tokens);
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void shouldAskForTheTaskOfTheCurrentAttempt() {
        Mockito.when(tokens.tokenFor(row)).thenReturn("token");
        exchange.getMessage().setHeader("of_before", "x");
        RunnerCall.Run call = new RunnerCall.Run(turn, Samples.launch());

        requests.run(call, exchange);

        LaunchRequest request = exchange.getMessage().getBody(LaunchRequest.class);
        assertThat(request.attemptId()).isEqualTo(row.attemptId()).endsWith("-2");
        assertThat(request.launch()).isEqualTo(Samples.launch());
        assertThat(request.environment())
                .isEqualTo(Map.of(
                        "A", "1",
                        "EXECUTION_ATTEMPT", "2",
                        "RESULTS_PREFIX",
                                "results/demo/" + row.key().jitEventId() + "/"
                                        + row.key().executionId() + "/2",
                        "EXECUTION_CALLBACK_TOKEN", "token"));
        assertThat(exchange.getProperty(RunnerCall.PROPERTY)).isSameAs(call);
        assertHeaders();
    }

    @Test
    void shouldLookForTheTaskByTheIdOfItsAttempt() {
        RunnerCall.Find call = new RunnerCall.Find(turn, Samples.launch());

        requests.find(call, exchange);

        assertThat(exchange.getMessage().getBody()).isEqualTo(row.attemptId());
        assertThat(exchange.getProperty(RunnerCall.PROPERTY)).isSameAs(call);
        assertHeaders();
    }

    private void assertHeaders() {
        assertThat(exchange.getMessage().getHeaders())
                .isEqualTo(Map.of(
                        "execution_id",
                        row.key().executionId(),
                        "tenant_id",
                        "demo",
                        "attempt",
                        2,
                        "launch",
                        Samples.launch()));
    }
}
