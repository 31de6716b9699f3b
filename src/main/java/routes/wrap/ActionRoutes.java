package routes.wrap;

import java.time.Duration;
import org.apache.camel.builder.RouteBuilder;
import shared.trace.TraceParent;
import wrapper.action.HttpAction;
import wrapper.action.LogLink;
import wrapper.action.PerformActions;
import wrapper.action.S3Action;
import wrapper.action.SnsAction;
import wrapper.action.YamlActions;
import wrapper.call.Clients;
import wrapper.job.Stage;
import wrapper.run.Stop;

/** The actions: a route for each stage, a route for each of the wrapper's own kinds, and the routes of an operator. */
public final class ActionRoutes extends RouteBuilder {
    private final Clients clients;
    private final YamlActions yaml;
    private final Duration bound;
    private final boolean dry;
    private final Stop stop;

    /**
     * Takes what the actions use.
     *
     * @param bound how long all actions of a stage may take together
     * @param dry whether actions are only logged
     */
    public ActionRoutes(Clients clients, YamlActions yaml, Duration bound, boolean dry, Stop stop) {
        this.clients = clients;
        this.yaml = yaml;
        this.bound = bound;
        this.dry = dry;
        this.stop = stop;
    }

    @Override
    public void configure() throws Exception {
        errorHandler(noErrorHandler());

        from("direct:start-actions")
                .routeId("start-actions")
                .process(new PerformActions(Stage.START, bound, dry, getContext(), stop));

        from("direct:end-actions")
                .routeId("end-actions")
                .process(new PerformActions(Stage.END, bound, dry, getContext(), stop));

        // Each action is made when its message comes, because the classes that it loads, such as those of the SDK,
        // would slow every start.
        from("direct:action-http").routeId("action-http").process(exchange -> new HttpAction(
                        clients.http(), TraceParent.parse(System.getenv(TraceParent.VARIABLE)))
                .process(exchange));

        from("direct:action-s3").routeId("action-s3").process(exchange -> new S3Action(clients.aws())
                .process(exchange));

        from("direct:action-sns").routeId("action-sns").process(exchange -> new SnsAction(
                        clients.aws(), new LogLink(System.getenv(), clients.http()))
                .process(exchange));

        yaml.addTo(getContext());
    }
}
