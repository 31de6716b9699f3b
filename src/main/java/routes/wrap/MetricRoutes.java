package routes.wrap;

import java.util.function.BiConsumer;
import org.apache.camel.Predicate;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import wrapper.call.Clients;
import wrapper.config.Settings;
import wrapper.job.Job;
import wrapper.job.Stage;
import wrapper.metric.Metrics;
import wrapper.metric.SendMetrics;
import wrapper.run.Run;
import wrapper.run.Step;
import wrapper.run.Stop;

/** What is told to CloudWatch and when. Only with a namespace, a team and a group, and not on a dry run. */
public final class MetricRoutes extends RouteBuilder {
    private final Job job;
    private final Settings settings;
    private final boolean dry;
    private final Clients clients;
    private final Stop stop;

    public MetricRoutes(Job job, Settings settings, boolean dry, Clients clients, Stop stop) {
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
        Metrics metrics = new Metrics(sent -> camel.sendBody("direct:metrics", sent), settings.rate(), stop);

        from("direct:metric-start").routeId("metric-start").filter(wanted()).process(step(metrics, Metrics::start));

        // Sent beside whatever comes first; only actions are not to overtake it.
        from("direct:metric-start-told")
                .routeId("metric-start-told")
                .filter(wanted())
                .filter(exchange -> job.actions().stream().anyMatch(action -> action.stage() == Stage.START))
                .process(step(metrics, (told, run) -> told.await()));

        from("direct:metric-durations")
                .routeId("metric-durations")
                .filter(wanted())
                .process(step(metrics, Metrics::command));

        from("direct:metrics-end").routeId("metrics-end").filter(wanted()).process(step(metrics, Metrics::end));

        from("direct:metrics").routeId("metrics").process(exchange -> new SendMetrics(clients.aws(), settings, job)
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
