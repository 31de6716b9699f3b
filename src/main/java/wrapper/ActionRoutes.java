package wrapper;

import java.time.Duration;
import org.apache.camel.builder.RouteBuilder;

/** The actions: a route for each stage, one for each of the wrapper's own kinds, and those of an operator. */
final class ActionRoutes extends RouteBuilder {
    static final String START = "direct:start-actions";
    static final String END = "direct:end-actions";
    static final String HTTP = "direct:action-http";
    static final String S3 = "direct:action-s3";
    static final String SNS = "direct:action-sns";

    private final Clients clients;
    private final YamlActions yaml;
    private final Duration bound;
    private final boolean dry;
    private final Stop stop;

    /** Takes, beside what the actions use, how long all of a stage may take together. */
    ActionRoutes(Clients clients, YamlActions yaml, Duration bound, boolean dry, Stop stop) {
        this.clients = clients;
        this.yaml = yaml;
        this.bound = bound;
        this.dry = dry;
        this.stop = stop;
    }

    @Override
    public void configure() throws Exception {
        errorHandler(noErrorHandler());

        from(START).routeId("start-actions").process(new PerformActions(Stage.START, bound, dry, getContext(), stop));

        from(END).routeId("end-actions").process(new PerformActions(Stage.END, bound, dry, getContext(), stop));

        // Made with the first message: their classes, those of the AWS SDK among them, cost a start that needs none.
        from(HTTP).routeId("action-http").process(exchange -> new HttpAction(clients.http()).process(exchange));

        from(S3).routeId("action-s3").process(exchange -> new S3Action(clients.aws()).process(exchange));

        from(SNS).routeId("action-sns").process(exchange -> new SnsAction(
                        clients.aws(), new LogLink(System.getenv(), clients.http()))
                .process(exchange));

        yaml.addTo(getContext());
    }
}
