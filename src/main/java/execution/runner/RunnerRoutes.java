package execution.runner;

import execution.model.Execution;
import execution.model.Launch;
import execution.model.ResultsKey;
import execution.security.CallbackTokens;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.springframework.stereotype.Component;

/** Calls an execution's runner by its routes {@code direct:run-}, {@code direct:find-} and {@code direct:stop-<job_runner>}. */
@Component
public class RunnerRoutes {

    private final ProducerTemplate camel;
    private final CallbackTokens tokens;

    RunnerRoutes(ProducerTemplate camel, CallbackTokens tokens) {
        this.camel = camel;
        this.tokens = tokens;
    }

    /** Asks for the current attempt's task. The request is the same for the same row, whenever it is made. */
    public LaunchAnswer run(Execution execution, Launch launch) {
        Exchange exchange = camel.send("direct:run-" + execution.job().jobRunner(), e -> {
            describe(e.getMessage(), execution, launch);
            e.getMessage().setBody(request(execution, launch));
        });
        LaunchAnswer answer = answer(exchange);
        return answer instanceof LaunchAnswer.Nothing
                ? new LaunchAnswer.Unclear("the runner gave no reference of the task")
                : answer;
    }

    /** Whether the runner can be asked which task an attempt has. */
    public boolean canFind(Execution execution) {
        return camel.getCamelContext().hasEndpoint(findRoute(execution)) != null;
    }

    /** Asks for the task of the current attempt, and launches none. A runner without a list of tasks knows of none. */
    public LaunchAnswer find(Execution execution, Launch launch) {
        if (!canFind(execution)) {
            return new LaunchAnswer.Nothing();
        }
        return answer(camel.send(findRoute(execution), e -> {
            describe(e.getMessage(), execution, launch);
            e.getMessage().setBody(execution.attemptId());
        }));
    }

    /**
     * Asks for a task to be stopped.
     *
     * @throws StopFailedException if the runner could not be asked
     */
    public void stop(String runner, String reference, String reason) {
        Exchange exchange = camel.send("direct:stop-" + runner, e -> {
            e.getMessage().setBody(reference);
            e.getMessage().setHeader("reason", reason);
        });
        if (exchange.isFailed()) {
            throw new StopFailedException(exchange.getException());
        }
    }

    /** A stop that has to be asked for again. */
    static final class StopFailedException extends RuntimeException {
        StopFailedException(Throwable cause) {
            super(String.valueOf(cause), cause);
        }
    }

    private static String findRoute(Execution execution) {
        return "direct:find-" + execution.job().jobRunner();
    }

    private static void describe(Message message, Execution execution, Launch launch) {
        message.setHeader("execution_id", execution.key().executionId());
        message.setHeader("tenant_id", execution.key().tenantId());
        message.setHeader("attempt", execution.attempt());
        message.setHeader("launch", launch);
    }

    private LaunchRequest request(Execution execution, Launch launch) {
        Map<String, String> environment = new TreeMap<>(launch.environment());
        environment.put("EXECUTION_ATTEMPT", Integer.toString(execution.attempt()));
        environment.put("RESULTS_PREFIX", ResultsKey.prefix(execution.key(), execution.attempt()));
        environment.put("EXECUTION_CALLBACK_TOKEN", tokens.tokenFor(execution));
        return new LaunchRequest(launch, execution.attemptId(), environment);
    }

    private static LaunchAnswer answer(Exchange exchange) {
        Throwable failure = exchange.getException();
        LaunchRefusedException refused = exchange.getException(LaunchRefusedException.class);
        if (refused != null) {
            return new LaunchAnswer.Refused(refused.getMessage(), refused.isPassing());
        }
        LaunchThrottledException throttled = exchange.getException(LaunchThrottledException.class);
        if (throttled != null) {
            return new LaunchAnswer.NotNow(throttled.getMessage(), throttled instanceof BudgetUsedUpException);
        }
        if (failure != null) {
            return new LaunchAnswer.Unclear(failure.toString());
        }
        String reference = exchange.getMessage().getBody(String.class);
        return reference == null || reference.isBlank()
                ? new LaunchAnswer.Nothing()
                : new LaunchAnswer.Launched(reference);
    }
}
