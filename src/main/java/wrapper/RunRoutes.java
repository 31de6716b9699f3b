package wrapper;

import org.apache.camel.Predicate;
import org.apache.camel.builder.RouteBuilder;

/** The order of the steps of a run. Its body is a {@link Run}; it never fails. */
final class RunRoutes extends RouteBuilder {
    static final String START = "direct:run";

    private final CallbackClient callbacks;
    private final HttpCalls http;
    private final Stop stop;
    private final Options options;
    private final Settings settings;

    /** Takes what the steps share; the callbacks are null if no service is to be told. */
    RunRoutes(CallbackClient callbacks, HttpCalls http, Stop stop, Options options, Settings settings) {
        this.callbacks = callbacks;
        this.http = http;
        this.stop = stop;
        this.options = options;
        this.settings = settings;
    }

    @Override
    public void configure() {
        // What a step throws is for the run route to decide on, and no error handler is to log a message's body.
        errorHandler(noErrorHandler());

        from(START)
                .routeId("run")
                .doTry()
                .to(MetricRoutes.START)
                .to("direct:report-running")
                .process(new PrepareWorkDirectory())
                .to("direct:fetch-input")
                .to(MetricRoutes.START_TOLD)
                .to(ActionRoutes.START)
                .to("direct:run-command")
                .to(MetricRoutes.END)
                .to("direct:send-results")
                .to("direct:report-end")
                .to(ActionRoutes.END)
                .doCatch(SupersededException.class)
                .process(new RecordFailure())
                .to(MetricRoutes.END)
                .doCatch(Exception.class)
                .process(new RecordFailure())
                .to(MetricRoutes.END)
                .to("direct:report-end")
                .to(ActionRoutes.END)
                .doFinally()
                .process(new RemoveWorkDirectory())
                .end();

        from("direct:report-running")
                .routeId("report-running")
                .filter(serviceIsTold())
                .process(new ReportRunning(callbacks));

        from("direct:fetch-input")
                .routeId("fetch-input")
                .filter(inputIsGiven())
                .process(new FetchInput(callbacks, http, stop));

        from("direct:run-command")
                .routeId("run-command")
                .process(new ResolveCommand())
                .to(MetricRoutes.DURATIONS)
                .process(new RunCommand(settings.timeout(), options.verbose(), stop));

        from("direct:send-results")
                .routeId("send-results")
                .filter(serviceIsTold())
                .process(new PackResults())
                .filter(resultsArePacked())
                .process(new UploadResults(callbacks, http, stop));

        from("direct:report-end").routeId("report-end").filter(serviceIsTold()).process(new ReportEnd(callbacks));
    }

    private static Predicate serviceIsTold() {
        return of(run -> run.contract().isPresent());
    }

    private static Predicate inputIsGiven() {
        return of(run -> run.contract().map(Contract::hasInput).orElse(false));
    }

    private static Predicate resultsArePacked() {
        return of(run -> run.archive().isPresent());
    }

    private static Predicate of(java.util.function.Predicate<Run> condition) {
        return exchange -> condition.test((Run) exchange.getMessage().getBody());
    }
}
