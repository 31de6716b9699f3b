package execution.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import execution.aws.ServiceProperties;
import execution.model.Execution;
import execution.model.Samples;
import execution.runner.LaunchRefusedException;
import execution.runner.ecs.EcsProperties;
import execution.security.SecurityProperties;
import execution.store.ExecutionItems;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.mockito.Answers;
import org.mockito.Mockito;

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
                                - setHeader:
                                    name: env.PLAIN
                                    constant: '$\\{{execution.tenant_id\\}}'
                                - setHeader:
                                    name: template.WHOSE
                                    constant: '$\\{{execution.tenant_id\\}}/$\\{{execution.tenant_id\\}}'
                        """;
                PluginHelper.getRoutesLoader(getContext())
                        .loadRoutes(ResourceHelper.fromString("enrich.camel.yaml", yaml));
            }
        };
    }

    private LaunchPreparation preparation(Execution execution, String tenant) {
        ObjectMapper mapper = new ObjectMapper();
        ExecutionItems items = Mockito.mock(ExecutionItems.class);
        Mockito.when(items.toJson(execution))
                .thenReturn(mapper.createObjectNode().put("tenant_id", tenant));
        ServiceProperties service = Mockito.mock(ServiceProperties.class, Answers.RETURNS_DEEP_STUBS);
        Mockito.when(service.buckets().results()).thenReturn("results");
        EcsProperties ecs = Mockito.mock(EcsProperties.class, Answers.RETURNS_MOCKS);
        SecurityProperties security = Mockito.mock(SecurityProperties.class, Answers.RETURNS_DEEP_STUBS);
        return new LaunchPreparation(
                context, template, items, mapper, service, ecs, security, new LaunchTemplates(context));
    }

    @Test
    void shouldStoreTemplatesResolvedAndEverythingElseAsItIs() {
        Execution execution = Samples.pending("demo");

        assertThat(preparation(execution, "demo").prepare(execution).environment())
                .containsEntry("WHOSE", "demo/demo")
                .containsEntry("PLAIN", "${{execution.tenant_id}}");
    }

    @Test
    void shouldRefuseALaunchThatNoItemHolds() {
        Execution execution = Samples.pending("demo");

        assertThatThrownBy(() -> preparation(execution, "x".repeat(40_000)).prepare(execution))
                .isInstanceOf(LaunchRefusedException.class)
                .hasMessageContaining("65536");
    }
}
