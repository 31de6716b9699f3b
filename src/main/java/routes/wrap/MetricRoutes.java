package routes.wrap;

import org.apache.camel.Predicate;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import wrapper.call.Clients;
import wrapper.config.Settings;
import wrapper.job.JobDescription;
import wrapper.job.Stage;
import wrapper.metric.RunMetrics;
import wrapper.metric.SendMetrics;
import wrapper.run.Step;
import wrapper.run.Stop;

/** Which metrics CloudWatch gets, and when: none on a dry run, and none without a namespace, a team and a group. */
public final class MetricRoutes extends RouteBuilder {
    private final JobDescription job;
    private final Settings settings;
    private final boolean dry;
    private final Clients clients;
    private final Stop stop;

    /**
     * Takes whose metrics they are, whether this is a dry run, and what sends them.
     *
     * @param stop a request to stop ends the wait for metrics in time
     */
    public MetricRoutes(JobDescription job, Settings settings, boolean dry, Clients clients, Stop stop) {
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
        RunMetrics metrics = new RunMetrics(
                sent -> camel.sendBody("direct:metrics", sent), settings.rate(), settings.metricsTimeout(), stop);

        from("direct:metric-start").routeId("metric-start").filter(wanted()).process((Step) metrics::start);

        // The first metric is sent while the next steps go on. Only actions must not overtake it, so they wait here.
        from("direct:await-metric-start")
                .routeId("await-metric-start")
                .filter(wanted())
                .filter(exchange -> job.actions().stream().anyMatch(action -> action.stage() == Stage.START))
                .process(exchange -> metrics.await());

        from("direct:metric-durations")
                .routeId("metric-durations")
                .filter(wanted())
                .process((Step) metrics::command);

        from("direct:metrics-end").routeId("metrics-end").filter(wanted()).process((Step) metrics::end);

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
}
