package wrapper;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import placeholder.Placeholders;
import placeholder.UnresolvedPlaceholderException;

/**
 * Performs the actions of one stage in their order, each by its route. One that fails is logged and changes nothing; but
 * a placeholder of a start action that cannot be resolved ends the run before the command.
 */
final class PerformActions implements Step {
    /** The headers that a route gives back with this prefix are added to oenv. */
    static final String OENV = "oenv.";

    private static final Logger LOG = LoggerFactory.getLogger(PerformActions.class);
    private static final long TICK_MILLIS = 50;
    // The longest of all, a transfer of S3; what takes longer hangs.
    private static final long LIMIT_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Stage stage;
    private final boolean dry;
    private final CamelContext context;
    private final BooleanSupplier stopped;

    PerformActions(Stage stage, boolean dry, CamelContext context, Stop stop) {
        this.stage = stage;
        this.dry = dry;
        this.context = context;
        // Before the command a wish to stop ends the run; after it the actions have what is left of the time.
        this.stopped = stage == Stage.START ? stop::requested : stop::over;
    }

    @Override
    public void take(Run run) throws NotStartedException, InterruptedException {
        for (Action action : run.job().actions()) {
            if (action.stage() == stage) {
                take(action, run);
            }
        }
    }

    private void take(Action action, Run run) throws NotStartedException, InterruptedException {
        try {
            Placeholders placeholders = run.placeholders();
            if (!action.condition().map(c -> c.holds(placeholders)).orElse(true)) {
                LOG.debug("{}: its condition does not hold", action);
            } else if (dry) {
                LOG.info("{}: skipped, this is a dry run", action);
            } else {
                perform(action, placeholders.resolveAll(action.fields()), run);
                LOG.info("{}: done", action);
            }
        } catch (UnresolvedPlaceholderException e) {
            if (stage == Stage.START) {
                throw new NotStartedException("could not start: " + action + ": " + e.getMessage());
            }
            LOG.error("{} failed: {}", action, e.getMessage());
        } catch (ActionFailedException e) {
            LOG.error("{} failed: {}", action, e.getMessage());
        }
    }

    private void perform(Action action, Object fields, Run run) throws ActionFailedException, InterruptedException {
        long started = System.nanoTime();
        BooleanSupplier over = () -> stopped.getAsBoolean() || System.nanoTime() - started > LIMIT_NANOS;
        if (over.getAsBoolean()) {
            throw new ActionFailedException("no time for it after the request to stop");
        }
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(fields);
        exchange.getMessage().setHeader("action", action.label());
        exchange.getMessage().setHeader("stage", stage.text());
        exchange.getMessage().setHeader("job", run.job().name());
        new ActionCall(action.name(), run, over).goWith(exchange);
        send(action.uri(), exchange, over);
        exchange.getMessage().getHeaders().forEach((name, value) -> {
            if (name.startsWith(OENV) && value != null) {
                run.oenv().put(name.substring(OENV.length()), value.toString());
            }
        });
    }

    // In a thread of its own, because a route that hangs must not take the run's end with it.
    private void send(String uri, Exchange exchange, BooleanSupplier over)
            throws ActionFailedException, InterruptedException {
        Endpoint endpoint = context.getEndpoint(uri);
        try (ProducerTemplate template = context.createProducerTemplate()) {
            FutureTask<Exchange> sending = new FutureTask<>(() -> template.send(endpoint, exchange));
            Thread thread = new Thread(sending, "action");
            thread.setDaemon(true);
            thread.start();
            Exception failure = await(sending, over).getException();
            if (failure != null) {
                throw failed(failure);
            }
        } catch (InterruptedException | ActionFailedException e) {
            throw e;
        } catch (Exception e) {
            throw failed(e);
        }
    }

    private static Exchange await(FutureTask<Exchange> sending, BooleanSupplier over)
            throws ActionFailedException, InterruptedException, ExecutionException {
        while (true) {
            try {
                return sending.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (over.getAsBoolean()) {
                    sending.cancel(true);
                    throw new ActionFailedException("out of time");
                }
            }
        }
    }

    // Of other exceptions only their kinds are told: their messages may quote what they failed on.
    private static ActionFailedException failed(Throwable failure) {
        StringBuilder kinds = new StringBuilder();
        for (Throwable cause = failure; cause != null && kinds.length() < 500; cause = cause.getCause()) {
            if (cause instanceof ActionFailedException told) {
                return told;
            }
            kinds.append(kinds.isEmpty() ? "" : " by ").append(cause.getClass().getName());
        }
        return new ActionFailedException(kinds.toString());
    }
}
