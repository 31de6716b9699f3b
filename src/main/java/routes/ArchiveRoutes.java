package routes;

import execution.archive.ExecutionArchive;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** Puts ended executions, which the sweep finds, into the archive before their rows may expire. */
@Component
class ArchiveRoutes extends RouteBuilder {

    @Override
    public void configure() {
        from("direct:archive")
                .routeId("archive")
                .errorHandler(noErrorHandler())
                .bean(ExecutionArchive.class, "put")
                .bean(ExecutionArchive.class, "noted");
    }
}
