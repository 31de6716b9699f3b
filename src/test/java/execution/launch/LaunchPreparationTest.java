package execution.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import execution.aws.ServiceProperties;
import execution.catalogue.Catalogue;
import execution.catalogue.TaskExpressions;
import execution.model.Execution;
import execution.model.Launch;
import execution.model.Samples;
import execution.operations.OptionalStages;
import execution.runner.LaunchRefusedException;
import execution.runner.Runners;
import execution.security.SecurityProperties;
import execution.store.ExecutionItems;
import java.util.List;
import org.apache.camel.BindToRegistry;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.mockito.Answers;
import org.mockito.Mockito;
import routes.ServiceRoutes;

class LaunchPreparationTest extends CamelTestSupport {

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                // The backslashes keep Camel from taking the braces for one of its own property placeholders.
                String yaml =
                        """
                        - route:
                            id: enrich
                            from:
                              uri: direct:enrich
                              steps:
                                - filter:
                                    simple: "${body[tenant_id]} == 'fails'"
                                    steps:
                                      - throwException:
                                          exceptionType: java.lang.IllegalStateException
                                          message: no word from the inventory
                                - filter:
                                    simple: "${body[tenant_id]} == 'stops'"
                                    steps:
                                      - stop: {}
                                - setHeader:
                                    name: env.PLAIN
                                    constant: '$\\{{execution.tenant_id\\}}'
                                - setHeader:
                                    name: template.WHOSE
                                    constant: '$\\{{execution.tenant_id\\}}/$\\{{execution.tenant_id\\}}'
                        - route:
                            id: environment-scan
                            from:
                              uri: direct:environment-scan
                              steps:
                                - setHeader:
                                    name: env.SCAN
                                    constant: own
                        """;
                PluginHelper.getRoutesLoader(getContext())
                        .loadRoutes(ResourceHelper.fromString("enrich.camel.yaml", yaml));
                getContext().addRoutes(ServiceRoutes.preparation());
            }
        };
    }

    @BindToRegistry("preparation")
    private final LaunchPreparation preparation = new LaunchPreparation(
            items(),
            new ObjectMapper(),
            service(),
            new Runners(List.of()),
            Mockito.mock(SecurityProperties.class, Answers.RETURNS_DEEP_STUBS),
            new LaunchTemplates(new DefaultCamelContext()));

    @BindToRegistry("stages")
    private final OptionalStages stages = Mockito.mock(OptionalStages.class);

    @BindToRegistry("mapping")
    private final TaskMapping mapping = new TaskMapping(Catalogue.of(), new TaskExpressions(new DefaultCamelContext()));

    private static ExecutionItems items() {
        ExecutionItems items = Mockito.mock(ExecutionItems.class);
        Mockito.when(items.toJson(Mockito.any())).thenAnswer(call -> new ObjectMapper()
                .createObjectNode()
                .put("tenant_id", call.getArgument(0, Execution.class).key().tenantId()));
        return items;
    }

    private static ServiceProperties service() {
        ServiceProperties service = Mockito.mock(ServiceProperties.class, Answers.RETURNS_DEEP_STUBS);
        Mockito.when(service.buckets().results()).thenReturn("results");
        return service;
    }

    private Launch prepare(String tenant) {
        return template.requestBody("direct:prepare-launch", Samples.pending(tenant), Launch.class);
    }

    @Test
    void shouldStoreTemplatesResolvedAndEverythingElseAsItIs() {
        assertThat(prepare("demo").environment())
                .containsEntry("WHOSE", "demo/demo")
                .containsEntry("PLAIN", "${{execution.tenant_id}}");
    }

    @Test
    void shouldAskTheRouteOfTheJobWhereThereIsOne() {
        assertThat(prepare("demo").environment()).doesNotContainKey("SCAN");
        Mockito.when(stages.hasEnvironment("scan")).thenReturn(true);

        assertThat(prepare("demo").environment()).containsEntry("SCAN", "own");
    }

    @Test
    void shouldRefuseALaunchThatNoItemHolds() {
        assertThatThrownBy(() -> prepare("x".repeat(40_000)))
                .hasRootCauseInstanceOf(LaunchRefusedException.class)
                .rootCause()
                .hasMessageContaining("must take at most 65536");
    }

    @Test
    void shouldGoOnBehindARouteThatStops() {
        assertThat(prepare("stops").environment()).containsKey("EXECUTION_ID").doesNotContainKey("PLAIN");
    }

    @Test
    void shouldNameTheRouteThatFailed() {
        assertThatThrownBy(() -> prepare("fails"))
                .hasStackTraceContaining("preparing the launch failed in route enrich")
                .hasStackTraceContaining(PreparationFailedException.class.getName());
    }
}
