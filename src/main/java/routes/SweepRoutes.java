package routes;

import execution.sweep.SweepProperties;
import execution.sweep.Sweeper;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** Looks for what is overdue, from time to time. */
@Component
class SweepRoutes extends RouteBuilder {

    private final SweepProperties sweep;

    SweepRoutes(SweepProperties sweep) {
        this.sweep = sweep;
    }

    @Override
    public void configure() {
        from("timer:sweep?delay=" + sweep.first().toMillis() + "&period="
                        + sweep.period().toMillis())
                .routeId("sweep")
                .bean(Sweeper.class);
    }
}
