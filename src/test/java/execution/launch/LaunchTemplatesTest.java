package execution.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.runner.LaunchRefusedException;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchTemplatesTest {
    private static final Map<String, Object> ROW = Map.of(
            "tenant_id",
            "demo",
            "attempt",
            2,
            "asset_name",
            "${{execution.tenant_id}} $(id) {{x}} ${body}",
            "history",
            List.of(Map.of("status", "pending")));

    private final LaunchTemplates templates = new LaunchTemplates(new DefaultCamelContext());

    @Test
    void shouldPutAttributesInTheirPlacesAndLookAtNoneOfThemAgain() {
        Map<String, String> variables = templates.variables(
                Map.of(
                        "template.PATH", "${{execution.tenant_id}}/${{ execution.attempt }}",
                        "template.NAME", "<${{execution.asset_name}}>",
                        "env.OTHER", "${{execution.tenant_id}}"),
                ROW);

        assertThat(variables)
                .containsOnly(
                        Map.entry("PATH", "demo/2"),
                        Map.entry("NAME", "<${{execution.tenant_id}} $(id) {{x}} ${body}>"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${{execution.nope}}",
                "${{execution.history}}",
                "${{env.PATH}}",
                "${{secretsmanager.token}}",
                "${{execution.tenant_id"
            })
    void shouldRefuseTheLaunchWhenAPlaceholderHasNoValueHere(String template) {
        assertThatThrownBy(() -> templates.variables(Map.of("template.X", template), ROW))
                .isInstanceOf(LaunchRefusedException.class)
                .hasMessageContaining("placeholder");
    }
}
