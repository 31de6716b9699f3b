package execution.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.RouteWatcherReloadStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.Status;

class RouteReloadTest {

    @TempDir
    Path folder;

    private final RouteReload reload = new RouteReload();
    private DefaultCamelContext context;
    private Path file;

    @BeforeEach
    void start() throws Exception {
        file = folder.resolve("enrich.camel.yaml");
        Files.writeString(file, enrich("constant: first"));
        context = new DefaultCamelContext();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                List.of("lookup-asset", "publish-event", "publish-results", "run-own", "describe-own", "stop-own")
                        .forEach(name -> from("direct:" + name).routeId(name).log("called"));
            }
        });
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(PluginHelper.getResourceLoader(context).resolveResource("file:" + file));
        RouteWatcherReloadStrategy watcher = new RouteWatcherReloadStrategy(folder.toString());
        watcher.setPattern("*.camel.yaml");
        watcher.setRemoveAllRoutes(false);
        context.addService(watcher);
        reload.beforeApplicationStart(context);
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void shouldTakeAChangedRouteOver() throws IOException {
        Files.writeString(file, enrich("constant: second"));

        await().until(this::enriched, "second"::equals);
        assertThat(reload.health().getStatus()).isEqualTo(Status.UP);
        assertThat(reload.health().getDetails()).isEmpty();
    }

    @Test
    void shouldGoOnWithTheRouteOfBeforeAndSayWhyUntilTheFileIsRight() throws IOException {
        for (String broken :
                List.of("simple: \"${unclosed\"", "constant: [", "constant: x\n        - to: no-such-component:x")) {
            Files.writeString(file, enrich(broken));
            await(broken).until(() -> !reload.health().getDetails().isEmpty());

            assertThat(enriched()).as(broken).isEqualTo("first");
            assertThat(reload.health().getStatus()).isEqualTo(Status.UP);
            assertThat(reload.health().getDetails().get("not_taken_over").toString())
                    .contains(file.toString());

            Files.writeString(file, enrich("constant: first"));
            await(broken).until(() -> reload.health().getDetails().isEmpty());
        }
    }

    /** Whoever writes a file empties it first, and the watcher may read it in between. */
    @Test
    void shouldKeepTheRoutesOfAFileThatIsEmptyForAMoment() throws IOException {
        Files.writeString(file, "");
        await().until(() -> reload.health().getDetails().containsKey("not_taken_over"));
        assertThat(enriched()).isEqualTo("first");

        Files.writeString(file, enrich("constant: ["));
        await().until(() -> reload.health().getDetails().toString().contains("expected"));
        assertThat(enriched()).isEqualTo("first");
    }

    @Test
    void shouldNotTakeOverWhatCallsARouteThatIsNotThere() throws IOException {
        Files.writeString(file, enrich("constant: x\n        - to: direct:environment-scan"));

        await().until(
                        () -> String.valueOf(reload.health().getDetails().get("not_taken_over")),
                        told -> told.contains("direct:environment-scan is called by [enrich]"));
        assertThat(enriched()).isEqualTo("first");
        // The service asks by the endpoint whether a job has such a route.
        await().until(() -> context.hasEndpoint("direct:environment-scan") == null);
    }

    @Test
    void shouldRefuseANewFileThatIsWrongAndLeaveNothingOfIt() throws IOException {
        Path other = folder.resolve("parse-scan.camel.yaml");
        Files.writeString(
                other, enrich("constant: x\n        - to: no-such-component:x").replace("enrich", "parse-scan"));

        await().until(() -> !reload.health().getDetails().isEmpty());

        // One change of a file may be told twice, and is tried as often.
        await().until(() -> context.hasEndpoint("direct:parse-scan") == null);
        Files.writeString(other, enrich("constant: parsed").replace("enrich", "parse-scan"));
        await().until(() -> reload.health().getDetails().isEmpty());
        assertThat(context.createProducerTemplate().requestBody("direct:parse-scan", "", String.class))
                .isEqualTo("parsed");
    }

    private String enriched() {
        return context.createProducerTemplate().requestBody("direct:enrich", "", String.class);
    }

    private static String enrich(String body) {
        return """
                - route:
                    id: enrich
                    from:
                      uri: direct:enrich
                      steps:
                        - setBody:
                            %s
                """
                .formatted(body);
    }
}
