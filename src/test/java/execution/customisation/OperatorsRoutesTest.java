package execution.customisation;

import static execution.customisation.RoutesFixture.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.operations.StartRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator's folder at the start: what is loaded over the shipped routes, and what stops the start. */
class OperatorsRoutesTest {

    @TempDir
    Path folder;

    private RoutesFixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = new RoutesFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.context.stop();
    }

    @Test
    void shouldReplaceByIdAndAddWhatIsNewAndKeepTheRest() throws Exception {
        fixture.write("own.camel.yaml", route("enrich", "constant: own") + route("environment-scan", "constant: new"));
        fixture.write("stop-own.camel.yaml", route("stop-own", "constant: own"));

        fixture.start();

        assertThat(fixture.call("enrich")).isEqualTo("own");
        assertThat(fixture.call("environment-scan")).isEqualTo("new");
        assertThat(fixture.call("stop-own")).isEqualTo("own");
        assertThat(fixture.call("run-own")).isEqualTo("shipped");
        assertThat(fixture.call("lookup-asset")).isEqualTo("shipped");
    }

    @Test
    void shouldStartWithAnEmptyFolder() throws Exception {
        fixture.start();

        assertThat(fixture.call("enrich")).isEqualTo("shipped");
    }

    @Test
    void shouldNotStartWithoutTheFolder() throws Exception {
        Files.delete(folder);

        refuse("execution.routes-dir: " + folder + " is no folder that can be read");
        Files.createDirectory(folder);
    }

    @Test
    void shouldNameLineAndKeyOfWhatIsNoYaml() throws Exception {
        fixture.write("enrich.camel.yaml", route("enrich", "constant: ["));

        refuse("enrich.camel.yaml: line 8, column 1: is not valid YAML");
    }

    @Test
    void shouldNameLineAndKeyOfWhatCamelDoesNotKnow() throws Exception {
        fixture.write(
                "enrich.camel.yaml",
                route("enrich", "constant: x")
                        + """
                                - sendTo: direct:enrich
                                - setHeader:
                                    name: a
                                    simpel: b
                        """);
        fixture.write("a.camel.yaml", "- route:\n    id: a\n    from:\n      steps: []\n");

        refuse(
                "enrich.camel.yaml: line 8, column 11: [0].route.from.steps[1].sendTo: is no key that Camel knows",
                "enrich.camel.yaml: line 11, column 13: [0].route.from.steps[2].setHeader.simpel: is no key that Camel",
                "a.camel.yaml: line 3, column 5: [0].route.from.uri: is required");
    }

    @Test
    void shouldNameEachCallOfARouteThatIsNotThere() throws Exception {
        fixture.write(
                "enrich.camel.yaml",
                route("enrich", "constant: x")
                        + """
                                - to: direct:nobody
                                - choice:
                                    when:
                                      - simple: "${body} == 'x'"
                                        steps:
                                          - toD:
                                              uri: direct:somebody
                                          - wireTap:
                                              uri: direct:lookup-asset
                                          - toD: direct:${header.any}
                        """);

        refuse(
                "enrich.camel.yaml: line 8, column 11: [0].route.from.steps[1].to: no route begins with direct:nobody",
                "enrich.camel.yaml: line 14, column 23: [0].route.from.steps[2].choice.when[0].steps[0].toD.uri: no route"
                        + " begins with direct:somebody");
    }

    @Test
    void shouldNameBothRoutesThatHaveOneIdOrBeginInOnePlace() throws Exception {
        fixture.write("a.camel.yaml", route("environment-scan", "constant: a"));
        fixture.write(
                "b.camel.yaml",
                route("environment-scan", "constant: b")
                        + route("mine", "constant: c").replace("direct:mine", "direct:enrich"));

        refuse(
                "b.camel.yaml: line 2, column 5: [0].route.id: environment-scan is the id of another route:"
                        + " a.camel.yaml line 2",
                "b.camel.yaml: line 11, column 7: [1].route.from.uri: another route begins with direct:enrich already:"
                        + " the shipped route enrich");
    }

    @Test
    void shouldNotLetAStageOfTheServiceBeReplacedNorAShippedOneBeginElsewhere() throws Exception {
        fixture.write("a.camel.yaml", route("trigger", "constant: a").replace("direct:trigger", "direct:other"));
        fixture.write("b.camel.yaml", route("enrich", "constant: a").replace("direct:enrich", "direct:enriched"));
        fixture.write("c.camel.yaml", route("own", "constant: a").replace("id: own", "description: own"));

        refuse(
                "a.camel.yaml: line 2, column 5: [0].route.id: trigger is the id of a route of the service, which cannot be"
                        + " replaced",
                "b.camel.yaml: line 4, column 7: [0].route.from.uri: must be direct:enrich, with which the shipped route"
                        + " enrich begins",
                "c.camel.yaml: line 1, column 3: [0].route.id: is required");
    }

    @Test
    void shouldNameUnknownComponentsOptionsAndProperties() throws Exception {
        fixture.write(
                "enrich.camel.yaml",
                route("enrich", "simple: '$\\{{execution.tenant_id\\}} {{known.property}} {{other:standard}}'")
                        + """
                                - to: katka:topic
                                - to:
                                    uri: kafka:topic?lingerMs=1&lingerMS=5
                                    parameters:
                                      brokers: localhost:9092
                                      request-required-acks: all
                                      require-acks: all
                                - to: http:localhost?anything=goes
                        """);
        fixture.write("a.camel.yaml", route("a", "constant: '{{no.such.property}}'"));

        refuse(
                "enrich.camel.yaml: line 8, column 11: [0].route.from.steps[1].to: there is no component katka",
                "enrich.camel.yaml: line 10, column 13: [0].route.from.steps[2].to.uri: kafka has no option lingerMS",
                "enrich.camel.yaml: line 14, column 15: [0].route.from.steps[2].to.parameters.require-acks: is no"
                        + " option of kafka",
                "a.camel.yaml: line 7, column 13: [0].route.from.steps[0].setBody.constant: the property no.such.property"
                        + " is not set");
    }

    @Test
    void shouldNameTheLineOfAnEndpointThatCannotBeMade() throws Exception {
        fixture.write("enrich.camel.yaml", route("enrich", "constant: x") + "        - to: log:x?level=LOUD\n");

        refuse("enrich.camel.yaml: line 8, column 1: route enrich: ");
    }

    @Test
    void shouldNameWhatARunnerLacks() throws Exception {
        fixture.write("run-more.camel.yaml", route("run-more", "constant: x") + route("stop-more", "constant: x"));

        refuse("run-more.camel.yaml: line 4, column 7: [0].route.from.uri: direct:describe-more is required beside"
                + " direct:run-more, and no route begins with it");
    }

    @Test
    void shouldTakeRoutesAlone() throws Exception {
        fixture.write("a.camel.yaml", "- from:\n    uri: direct:a\n    steps:\n      - log: a\n");
        fixture.write("b.camel.yaml", "- rest:\n    path: /open\n");

        refuse(
                "a.camel.yaml: line 1, column 3: [0].from: is not taken without a route around it; write route, with an id",
                "b.camel.yaml: line 1, column 3: [0].rest: is not taken");
    }

    private void refuse(String... reasons) {
        assertThatThrownBy(fixture::start)
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContainingAll(reasons);
    }
}
