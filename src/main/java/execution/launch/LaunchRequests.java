package execution.launch;

import execution.model.Execution;
import execution.model.Launch;
import execution.model.ResultsKey;
import execution.runner.LaunchRequest;
import execution.runner.Runners;
import execution.security.CallbackTokens;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;

/**
 * Makes the messages for the routes {@code direct:run-<job_runner>} and {@code direct:find-<job_runner>}: a body and
 * six headers.
 */
@Component
public class LaunchRequests {

    private final CallbackTokens tokens;
    private final Runners runners;

    LaunchRequests(CallbackTokens tokens, Runners runners) {
        this.tokens = tokens;
        this.runners = runners;
    }

    /** Asks for the task of the current attempt to be launched. The same row always gives the same request. */
    public void run(@Body RunnerCall.Run call, Exchange exchange) {
        Message message = describe(exchange, call);
        message.setBody(request(call.row(), launch(call)));
    }

    /** Asks which task the current attempt has. */
    public void find(@Body RunnerCall.Find call, Exchange exchange) {
        Message message = describe(exchange, call);
        message.setBody(call.row().attemptId());
    }

    private Message describe(Exchange exchange, RunnerCall call) {
        exchange.setProperty(RunnerCall.PROPERTY, call);
        exchange.setProperty(RunnerCall.RUNNER, call.row().job().jobRunner());
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader("execution_id", call.row().key().executionId());
        message.setHeader("tenant_id", call.row().key().tenantId());
        message.setHeader("attempt", call.row().attempt());
        message.setHeader("launch", launch(call));
        message.setHeader("request", call.row().job().request());
        message.setHeader("repeated", !call.turn().uncalled());
        message.setHeader(
                "attempt_started_at",
                call.row()
                        .lastAttempt()
                        .startedAt()
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString());
        return message;
    }

    /**
     * Gives what the current attempt is launched with. The stored launch serves all attempts; whether one of them is on
     * demand is on the row and never changes within the attempt.
     */
    private Launch launch(RunnerCall call) {
        Execution row = call.row();
        return row.lastAttempt().onDemand()
                ? call.launch()
                        .withSettings(runners.of(row.job().jobRunner())
                                .onDemand(call.launch().settings()))
                : call.launch();
    }

    private LaunchRequest request(Execution execution, Launch launch) {
        Map<String, String> environment = new TreeMap<>(launch.environment());
        environment.put("EXECUTION_ATTEMPT", Integer.toString(execution.attempt()));
        environment.put("RESULTS_PREFIX", ResultsKey.prefix(execution.key(), execution.attempt()));
        environment.put("EXECUTION_CALLBACK_TOKEN", tokens.tokenFor(execution));
        return new LaunchRequest(launch, execution.attemptId(), environment);
    }
}
