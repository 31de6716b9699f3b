package wrapper;

import java.util.function.BiConsumer;
import org.apache.camel.Predicate;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;

/** What is told to CloudWatch and when. Only with a namespace, a team and a group, and not on a dry run. */
final class MetricRoutes extends RouteBuilder {
    static final String START = "direct:metric-start";
    static final String START_TOLD = "direct:metric-start-told";
    static final String DURATIONS = "direct:metric-durations";
    static final String END = "direct:metrics-end";
    private static final String SEND = "direct:metrics";

    private final Job job;
    private final Settings settings;
    private final boolean dry;
    private final Clients clients;
    private final Stop stop;

    MetricRoutes(Job job, Settings settings, boolean dry, Clients clients, Stop stop) {
        this.job = job;
        this.settings = settings;
        this.dry = dry;
        this.clients = clients;
        this.stop = stop;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        ProducerTemplate camel = getContext().createProducerTemplate();
        Metrics metrics = new Metrics(sent -> camel.sendBody(SEND, sent), settings.rate(), stop);

        from(START).routeId("metric-start").filter(wanted()).process(step(metrics, Metrics::start));

        // Sent beside whatever comes first; only actions are not to overtake it.
        from(START_TOLD)
                .routeId("metric-start-told")
                .filter(wanted())
                .filter(exchange -> job.actions().stream().anyMatch(action -> action.stage() == Stage.START))
                .process(step(metrics, (told, run) -> told.await()));

        from(DURATIONS).routeId("metric-durations").filter(wanted()).process(step(metrics, Metrics::command));

        from(END).routeId("metrics-end").filter(wanted()).process(step(metrics, Metrics::end));

        from(SEND).routeId("metrics").process(exchange -> new SendMetrics(clients.aws(), settings, job)
                .process(exchange));
    }

    private Predicate wanted() {
        boolean wanted = !dry
                && settings.namespace().isPresent()
                && settings.team().isPresent()
                && !job.group().isEmpty();
        return exchange -> wanted;
    }

    private static Step step(Metrics metrics, BiConsumer<Metrics, Run> told) {
        return run -> told.accept(metrics, run);
    }
}
