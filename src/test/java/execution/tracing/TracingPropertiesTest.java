package execution.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class TracingPropertiesTest {

    @EnableConfigurationProperties(TracingProperties.class)
    static class Settings {}

    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withUserConfiguration(Settings.class);

    @Test
    void shouldBeOffAndTakeEveryTraceWhereNothingIsSet() {
        context.run(started ->
                assertThat(started.getBean(TracingProperties.class)).isEqualTo(new TracingProperties("", 1)));
    }

    @ParameterizedTest
    @CsvSource({
        "endpoint, http://127.0.0.1:4318",
        "endpoint, https://collector.example/otlp/",
        "endpoint, http://[::1]:4318",
        "sampled, 0.05"
    })
    void shouldTakeWhatACollectorHas(String key, String value) {
        context.withPropertyValues("execution.tracing." + key + "=" + value)
                .run(started -> assertThat(started).hasNotFailed());
    }

    @ParameterizedTest
    @CsvSource({
        "endpoint, 127.0.0.1:4318",
        "endpoint, grpc://127.0.0.1:4317",
        "endpoint, https://user:secret@collector.example",
        "endpoint, https://collector.example/?key=secret",
        "sampled, 1.1",
        "sampled, -0.1"
    })
    void shouldNameASettingThatCannotBeUsed(String key, String value) {
        context.withPropertyValues("execution.tracing." + key + "=" + value)
                .run(started ->
                        assertThat(started.getStartupFailure()).rootCause().hasMessageContaining(key));
    }
}
