package routes.work;

import org.apache.camel.builder.RouteBuilder;
import wrapper.work.step.ClaimOfLaunch;
import wrapper.work.step.RunBundle;
import wrapper.work.step.Work;

/** The order of the steps of a task that runs one part. The exchange's body is the {@link Work}. */
public final class PartTaskRoutes extends RouteBuilder {
    private final ClaimOfLaunch claim;
    private final RunBundle run;

    /** Takes the steps. */
    public PartTaskRoutes(ClaimOfLaunch claim, RunBundle run) {
        this.claim = claim;
        this.run = run;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:part-task")
                .routeId("part-task")
                .process(claim)
                .filter(exchange -> ((Work) exchange.getMessage().getBody()).isClaimed())
                .process(run);
    }
}
