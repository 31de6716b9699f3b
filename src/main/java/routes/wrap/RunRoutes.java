package routes.wrap;

import java.util.Optional;
import org.apache.camel.Predicate;
import org.apache.camel.builder.RouteBuilder;
import wrapper.call.HttpCalls;
import wrapper.callback.CallbackClient;
import wrapper.callback.FetchInput;
import wrapper.callback.KeepOutput;
import wrapper.callback.Lease;
import wrapper.callback.PackResults;
import wrapper.callback.ReportEnd;
import wrapper.callback.ReportRunning;
import wrapper.callback.UploadResults;
import wrapper.command.ResolveCommand;
import wrapper.command.RunCommand;
import wrapper.config.Contract;
import wrapper.config.Settings;
import wrapper.run.PrepareWorkDirectory;
import wrapper.run.RecordFailure;
import wrapper.run.RemoveWorkDirectory;
import wrapper.run.RequireLaunch;
import wrapper.run.Run;
import wrapper.run.Stop;
import wrapper.run.SupersededException;

/** The order of the steps of a run. The message's body is the {@link Run}. The route {@code run} never fails. */
public final class RunRoutes extends RouteBuilder {
    private final CallbackClient callbacks;
    private final HttpCalls http;
    private final Stop stop;
    private final boolean verbose;
    private final Settings settings;
    private final Optional<String> launchFailure;
    private final Optional<Lease> lease;

    /**
     * Takes what the steps share.
     *
     * @param callbacks null if there is no service to tell
     * @param http null if there is no service to tell
     * @param verbose whether the end of the command's output is printed again after it
     * @param launchFailure why a part of the launch could not be read; empty if all of it is known
     * @param lease the leave of the service without which nothing may run; empty if the run needs none
     */
    public RunRoutes(
            CallbackClient callbacks,
            HttpCalls http,
            Stop stop,
            boolean verbose,
            Settings settings,
            Optional<String> launchFailure,
            Optional<Lease> lease) {
        this.callbacks = callbacks;
        this.http = http;
        this.stop = stop;
        this.verbose = verbose;
        this.settings = settings;
        this.launchFailure = launchFailure;
        this.lease = lease;
    }

    @Override
    public void configure() {
        // The route "run" decides on what a step throws, and no error handler may log a message's body.
        errorHandler(noErrorHandler());

        from("direct:run")
                .routeId("run")
                .doTry()
                .to("direct:metric-start")
                .to("direct:report-running")
                .process(new RequireLaunch(launchFailure))
                .process(new PrepareWorkDirectory())
                .to("direct:fetch-input")
                .to("direct:await-metric-start")
                .to("direct:start-actions")
                .to("direct:run-command")
                .to("direct:metrics-end")
                .to("direct:send-results")
                .to("direct:keep-output")
                .to("direct:report-end")
                .to("direct:end-actions")
                .doCatch(SupersededException.class)
                .process(new RecordFailure())
                .to("direct:metrics-end")
                .doCatch(Exception.class)
                .process(new RecordFailure())
                .to("direct:metrics-end")
                .to("direct:report-end")
                .to("direct:end-actions")
                .doFinally()
                .process(new RemoveWorkDirectory())
                .end();

        from("direct:report-running")
                .routeId("report-running")
                .filter(serviceIsThere())
                .process(new ReportRunning(callbacks, lease));

        from("direct:fetch-input")
                .routeId("fetch-input")
                .filter(inputIsGiven())
                .process(new FetchInput(callbacks, http, stop));

        from("direct:run-command")
                .routeId("run-command")
                .process(new ResolveCommand())
                .to("direct:metric-durations")
                .process(new RunCommand(settings.timeout(), verbose, stop));

        from("direct:send-results")
                .routeId("send-results")
                .filter(serviceIsThere())
                .process(new PackResults())
                .filter(resultsArePacked())
                .process(new UploadResults(callbacks, http, stop));

        from("direct:keep-output")
                .routeId("keep-output")
                .filter(serviceIsThere())
                .filter(where(KeepOutput::isWanted))
                .process(new KeepOutput(callbacks, http, stop));

        from("direct:report-end")
                .routeId("report-end")
                .filter(serviceIsThere())
                .process(new ReportEnd(callbacks, lease, stop));
    }

    private static Predicate serviceIsThere() {
        return where(run -> run.contract().isPresent());
    }

    private static Predicate inputIsGiven() {
        return where(run -> run.contract().map(Contract::hasInput).orElse(false));
    }

    private static Predicate resultsArePacked() {
        return where(run -> run.archive().isPresent());
    }

    private static Predicate where(java.util.function.Predicate<Run> condition) {
        return exchange -> condition.test((Run) exchange.getMessage().getBody());
    }
}
