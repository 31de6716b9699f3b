package execution.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class MetricsPropertiesTest {

    private static final String CLASSES = "execution.metrics.tenant-classes.";

    private static final ApplicationContextRunner CONTEXT =
            new ApplicationContextRunner().withUserConfiguration(Settings.class);

    @EnableConfigurationProperties(MetricsProperties.class)
    static class Settings {}

    private static void shouldStopTheStart(String[] settings, String... words) {
        CONTEXT.withPropertyValues(settings).run(context -> assertThat(context.getStartupFailure())
                .rootCause()
                .message()
                .contains(words));
    }

    private static String[] numbered(int most, String pattern) {
        return IntStream.rangeClosed(1, most).mapToObj(pattern::formatted).toArray(String[]::new);
    }

    @Test
    void shouldGiveTheClassOfATenantAndDefaultToAllOthers() {
        CONTEXT.withPropertyValues(CLASSES + "gold=tenant-a,Tenant.B", CLASSES + "[very_small-1]=tenant-c")
                .run(context -> {
                    MetricsProperties properties = context.getBean(MetricsProperties.class);
                    assertThat(properties.classes()).containsExactlyInAnyOrder("gold", "very_small-1", "default");
                    assertThat(properties.classOf("Tenant.B")).isEqualTo("gold");
                    assertThat(properties.classOf("tenant-c")).isEqualTo("very_small-1");
                    assertThat(properties.classOf("tenant-b")).isEqualTo("default");
                });
    }

    @Test
    void shouldTakeClassesFromVariables() {
        CONTEXT.withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                "test-systemEnvironment",
                                Map.of("EXECUTION_METRICS_TENANTCLASSES_GOLD", "tenant-a, tenant-b"))))
                .run(context -> assertThat(
                                context.getBean(MetricsProperties.class).classOf("tenant-b"))
                        .isEqualTo("gold"));
    }

    @ParameterizedTest
    @CsvSource({
        "Gold, must be 1 to 32 of a-z",
        "default, and not default",
        "a-name-of-33-characters-is-longer, must be 1 to 32 of a-z"
    })
    void shouldRefuseTheNameOfAClass(String name, String allowed) {
        shouldStopTheStart(new String[] {CLASSES + "[" + name + "]=a"}, "tenantClasses", "[" + name + "]", allowed);
    }

    @Test
    void shouldRefuseWhatIsNoTenant() {
        shouldStopTheStart(
                new String[] {CLASSES + "gold=tenant-a,no tenant"},
                "tenantClasses[gold]",
                "[no tenant]",
                "must be the id of a tenant");
    }

    @Test
    void shouldRefuseATenantOfTwoClasses() {
        shouldStopTheStart(
                new String[] {CLASSES + "gold=a,b", CLASSES + "silver=c,b"},
                "execution.metrics.tenant-classes: the tenant b is in",
                "gold",
                "silver",
                "allowed is one class");
    }

    @Test
    void shouldBoundTheClassesAndTheirTenants() {
        CONTEXT.withPropertyValues(numbered(10, CLASSES + "class-%1$d=tenant-%1$d"))
                .run(context -> assertThat(context).hasNotFailed());
        shouldStopTheStart(
                numbered(11, CLASSES + "class-%1$d=tenant-%1$d"), "tenantClasses", "size must be between 0 and 10");

        String tenants = IntStream.rangeClosed(1, 1_000).mapToObj(i -> "t" + i).collect(Collectors.joining(","));
        CONTEXT.withPropertyValues(CLASSES + "gold=" + tenants)
                .run(context -> assertThat(context).hasNotFailed());
        shouldStopTheStart(
                new String[] {CLASSES + "gold=" + tenants + ",one-more"},
                "tenantClasses[gold]",
                "size must be between 0 and 1000");
    }
}
