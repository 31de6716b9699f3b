package execution.customisation;

import execution.operations.OptionalStages;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** A context with stages of the service and shipped routes, and a folder of an operator. */
final class RoutesFixture {

    final DefaultCamelContext context = new DefaultCamelContext();
    final OptionalStages stages = new OptionalStages(context);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Path folder;
    final Queue<Exchange> triggered = new ConcurrentLinkedQueue<>();
    RouteReload reload;

    RoutesFixture(Path folder) throws Exception {
        this.folder = folder;
        Properties properties = new Properties();
        properties.put("known.property", "x");
        context.getPropertiesComponent().setInitialProperties(properties);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:trigger").routeId("trigger").process(exchange -> triggered.add(exchange));
            }
        });
        for (String name : List.of("lookup-asset", "enrich", "publish-event", "publish-results")) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.fromBytes(
                            "classpath:routes/" + name + ".camel.yaml",
                            route(name, "constant: shipped").getBytes(StandardCharsets.UTF_8)));
        }
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.fromBytes(
                        "classpath:routes/run-own.camel.yaml",
                        (route("run-own", "constant: shipped")
                                        + route("describe-own", "constant: shipped")
                                        + route("stop-own", "constant: shipped"))
                                .getBytes(StandardCharsets.UTF_8)));
    }

    void start() throws Exception {
        start(Duration.ofSeconds(10));
    }

    void start(Duration patience) throws Exception {
        reload = new RouteReload(new RoutesProperties(folder, true), stages, meters, patience);
        reload.beforeApplicationStart(context);
        context.start();
    }

    void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    /** The folder is taken when it was the same twice. */
    void look() {
        reload.look();
        reload.look();
    }

    String call(String name) {
        return context.createProducerTemplate().requestBody("direct:" + name, "", String.class);
    }

    static String route(String name, String body) {
        return """
                - route:
                    id: %s
                    from:
                      uri: direct:%s
                      steps:
                        - setBody:
                            %s
                """
                .formatted(name, name, body);
    }
}
