package execution.launch;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.EndReason;
import execution.model.Execution;
import execution.model.NextStart;
import execution.model.ReasonClass;
import execution.model.Samples;
import execution.runner.LaunchRequest;
import execution.runner.RunnerSettings;
import execution.runner.Runners;
import execution.security.CallbackTokens;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
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
    private final LaunchRequests requests = new LaunchRequests(tokens, new Runners(List.of(new OnDemand())));
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

    /** The stored launch stays as it is; a repeated call of the attempt makes the same request. */
    @Test
    void shouldLaunchAnAttemptOnDemandThatIsToBe() {
        Execution onDemand = row.nextAttempt(
                "Spot capacity was taken back",
                143,
                EndReason.of(ReasonClass.SPOT, "Spot capacity was taken back"),
                new NextStart(true, true, "instance", null),
                Samples.CREATED);
        LaunchTurn again = new LaunchTurn(Launching.opened(onDemand, null, Instant.now()), onDemand, true);

        requests.run(new RunnerCall.Run(again, Samples.launch()), exchange);
        LaunchRequest first = exchange.getMessage().getBody(LaunchRequest.class);
        requests.run(new RunnerCall.Run(again, Samples.launch()), exchange);

        assertThat(first.launch().settings()).isEqualTo(Map.of("cluster", "c on demand"));
        assertThat(first.launch().withSettings(Samples.launch().settings())).isEqualTo(Samples.launch());
        assertThat(exchange.getMessage().getBody(LaunchRequest.class)).isEqualTo(first);
        assertThat(exchange.getMessage().getHeader("launch")).isEqualTo(first.launch());
    }

    /** A runner that has two ways to launch. */
    private static final class OnDemand implements RunnerSettings {
        @Override
        public String runner() {
            return "ecs";
        }

        @Override
        public Map<String, String> onDemand(Map<String, String> stored) {
            return Map.of("cluster", stored.get("cluster") + " on demand");
        }
    }

    private void assertHeaders() {
        Map<String, Object> expected = new HashMap<>();
        expected.put("execution_id", row.key().executionId());
        expected.put("tenant_id", "demo");
        expected.put("attempt", 2);
        expected.put("launch", Samples.launch());
        expected.put("request", null);
        expected.put("repeated", false);
        expected.put(
                "attempt_started_at",
                Samples.CREATED.truncatedTo(ChronoUnit.SECONDS).toString());
        assertThat(exchange.getMessage().getHeaders()).isEqualTo(expected);
    }
}
