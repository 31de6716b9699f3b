package execution.customisation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DirectRoutesTest {

    private static final List<String> COMPLETE = List.of(
            "lookup-asset", "enrich", "publish-event", "publish-results", "run-own", "describe-own", "stop-own");

    private DefaultCamelContext context;

    @BeforeEach
    void open() {
        context = new DefaultCamelContext();
    }

    @AfterEach
    void close() {
        context.stop();
    }

    @Test
    void shouldFindNothingWrongWithWhatIsComplete() throws Exception {
        routes(COMPLETE);

        assertThat(DirectRoutes.problems(context)).isEmpty();
    }

    @Test
    void shouldNameARequiredRouteThatIsMissing() throws Exception {
        routes(COMPLETE.stream().filter(name -> !name.equals("enrich")).toList());

        assertThat(DirectRoutes.problems(context))
                .containsExactly("direct:enrich is required, and no route begins with it");
    }

    @Test
    void shouldNameWhatARunnerLacks() throws Exception {
        routes(COMPLETE.stream().filter(name -> !name.endsWith("be-own")).toList());

        assertThat(DirectRoutes.problems(context))
                .containsExactly("direct:describe-own is required beside direct:run-own, and no route begins with it");
    }

    @Test
    void shouldWantARunner() throws Exception {
        routes(COMPLETE.subList(0, 4));

        assertThat(DirectRoutes.problems(context))
                .containsExactly("a runner is required, and no route begins with direct:run-<job_runner>");
    }

    @Test
    void shouldNameACallOfARouteThatIsNotThereAndWhoMakesIt() throws Exception {
        routes(COMPLETE);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:environment-scan")
                        .routeId("environment-scan")
                        .choice()
                        .when(simple("${body} == null"))
                        .split(body())
                        .toD("direct:nobody")
                        .toD("direct:${header.somebody}")
                        .end()
                        .end()
                        .to("direct:enrich");
            }
        });

        assertThat(DirectRoutes.problems(context))
                .containsExactly("direct:nobody is called by [environment-scan], and no route begins with it");
    }

    private void routes(List<String> names) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                names.forEach(name -> from("direct:" + name).routeId(name).log("called"));
            }
        });
    }
}
