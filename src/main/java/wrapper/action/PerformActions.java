package wrapper.action;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.failure.Causes;
import shared.placeholder.Placeholders;
import shared.placeholder.UnresolvedPlaceholderException;
import wrapper.job.Action;
import wrapper.job.Condition;
import wrapper.job.Stage;
import wrapper.run.NotStartedException;
import wrapper.run.Run;
import wrapper.run.Step;
import wrapper.run.Stop;

/**
 * Performs the actions of one stage in their order, each by its route. An action that fails is logged, and the run goes
 * on. But if a placeholder of a start action cannot be resolved, the command is not run.
 */
public final class PerformActions implements Step {
    /** The prefix of those headers of a route's answer that become values of oenv. */
    static final String OENV = "oenv.";

    private static final Logger LOG = LoggerFactory.getLogger(PerformActions.class);

    private final Stage stage;
    private final Duration bound;
    private final boolean dry;
    private final CamelContext context;
    private final BooleanSupplier stopped;

    /**
     * Takes what the actions of a stage need.
     *
     * @param bound how long all of them may take together
     * @param dry whether they are only logged
     */
    public PerformActions(Stage stage, Duration bound, boolean dry, CamelContext context, Stop stop) {
        this.stage = stage;
        this.bound = bound;
        this.dry = dry;
        this.context = context;
        // Before the command, a request to stop ends the run. After it, the actions have the time that is left.
        this.stopped = stage == Stage.START ? stop::requested : stop::over;
    }

    @Override
    public void perform(Run run) throws NotStartedException, InterruptedException {
        StageTime time = new StageTime(stage, bound, stopped);
        for (Action action : run.job().actions()) {
            if (action.stage() == stage) {
                performIfWanted(action, run, time);
            }
        }
    }

    private void performIfWanted(Action action, Run run, StageTime time)
            throws NotStartedException, InterruptedException {
        try {
            if (time.over()) {
                throw new ActionFailedException("no time for it");
            }
            Placeholders placeholders = run.placeholders();
            if (!holds(action.condition(), placeholders, time)) {
                LOG.debug("{}: its condition does not hold", action);
            } else if (dry) {
                LOG.info("{}: skipped, this is a dry run", action);
            } else {
                // This is limited as well, because a secret in the fields is fetched.
                perform(action, time.limit(() -> placeholders.resolveAll(action.fields())), run, time);
                LOG.info("{}: done", action);
            }
        } catch (ActionFailedException e) {
            fail(action, e.getMessage(), time);
        } catch (ExecutionException e) {
            boolean unresolved = e.getCause() instanceof UnresolvedPlaceholderException;
            String why = unresolved
                    ? e.getCause().getMessage()
                    : failed(e.getCause()).getMessage();
            if (unresolved && stage == Stage.START) {
                throw new NotStartedException("could not start: " + action + ": " + why);
            }
            fail(action, why, time);
        }
    }

    private static boolean holds(Optional<Condition> condition, Placeholders placeholders, StageTime time)
            throws ActionFailedException, ExecutionException, InterruptedException {
        return condition.isEmpty() || time.limit(() -> condition.get().holds(placeholders));
    }

    private void perform(Action action, Object fields, Run run, StageTime time)
            throws ActionFailedException, ExecutionException, InterruptedException {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(fields);
        exchange.getMessage().setHeader("action", action.label());
        exchange.getMessage().setHeader("stage", stage.text());
        exchange.getMessage().setHeader("job", run.job().name());
        new ActionCall(action.name(), run, time).attachTo(exchange);
        send(action.uri(), exchange, time);
        exchange.getMessage().getHeaders().forEach((name, value) -> {
            if (name.startsWith(OENV) && value != null) {
                run.oenv().put(name.substring(OENV.length()), value.toString());
            }
        });
    }

    private void send(String uri, Exchange exchange, StageTime time)
            throws ActionFailedException, ExecutionException, InterruptedException {
        Endpoint endpoint = context.getEndpoint(uri);
        try (ProducerTemplate template = context.createProducerTemplate()) {
            Exception failure =
                    time.limit(() -> template.send(endpoint, exchange)).getException();
            if (failure != null) {
                throw failed(failure);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static void fail(Action action, String why, StageTime time) {
        LOG.error("{} failed: {}{}", action, why, time.over() ? " " + time.endOfSentence() : "");
    }

    // Of other exceptions only the classes are given, because their messages may quote a secret.
    private static ActionFailedException failed(Throwable failure) {
        StringBuilder kinds = new StringBuilder();
        for (Throwable cause : Causes.of(failure)) {
            if (cause instanceof ActionFailedException told) {
                return told;
            }
            if (kinds.length() < 500) {
                kinds.append(kinds.isEmpty() ? "" : " by ")
                        .append(cause.getClass().getName());
            }
        }
        return new ActionFailedException(kinds.toString());
    }
}
