package execution.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.Lane;
import execution.model.Samples;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

/** The lines of the JSON log, with the service's own settings. */
class JsonLogTest {

    private static JsonNode logged(String format, Map<String, String> marks, String message, Object... arguments)
            throws Exception {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        StandardEnvironment settings = new StandardEnvironment();
        new YamlPropertySourceLoader()
                .load("application", new ClassPathResource("application.yaml"))
                .forEach(settings.getPropertySources()::addLast);
        context.putObject(Environment.class.getName(), settings);
        context.putProperty("CONSOLE_LOG_STRUCTURED_FORMAT", format);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(JsonLogTest.class.getResource("/logback-json.xml"));
        var console =
                (OutputStreamAppender<ILoggingEvent>) context.getLogger("ROOT").getAppender("CONSOLE");
        LoggingEvent event = new LoggingEvent(
                "execution.test", context.getLogger("execution.test"), Level.INFO, message, null, arguments);
        event.setMDCPropertyMap(marks);
        String line = new String(console.getEncoder().encode(event), StandardCharsets.UTF_8);
        assertThat(line.strip()).doesNotContain("\n", "\r");
        return new ObjectMapper().readTree(line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ecs", "logstash"})
    void shouldGiveTheMarksOfAThreadAsFields(String format) throws Exception {
        JsonNode line = logged(
                format,
                Map.of("tenant_id", "demo", "execution_id", "an-id", "attempt", "2"),
                "{} goes on\nforged",
                new ExecutionKey("other", "event", "other-id"));

        assertThat(line.get("tenant_id").asText()).isEqualTo("demo");
        assertThat(line.get("execution_id").asText()).isEqualTo("an-id");
        assertThat(line.get("attempt").asText()).isEqualTo("2");
        assertThat(line.get("message").asText()).endsWith("goes on\nforged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ecs", "logstash"})
    void shouldGiveTheExecutionThatALineNames(String format) throws Exception {
        for (Object named : new Object[] {Samples.running(1), Samples.running(1).key()}) {
            JsonNode line = logged(format, Map.of(), "{} goes on", named);

            assertThat(line.get("tenant_id").asText())
                    .isEqualTo(Samples.running(1).key().tenantId());
            assertThat(line.get("execution_id").asText())
                    .isEqualTo(Samples.running(1).key().executionId());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ecs", "logstash"})
    void shouldGiveTheTraceOfTheExecutionThatALineNames(String format) throws Exception {
        Execution traced = Samples.traced("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        LoggedTraces.note(traced);

        for (Object named : new Object[] {traced, traced.key()}) {
            JsonNode line = logged(format, Map.of(), "{} goes on", named);

            assertThat(line.get("trace_id").asText()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        }
        try (LogContext context = LogContext.of(traced.key(), 0);
                LogContext span = LogContext.ofSpan("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7")) {
            JsonNode line = logged(format, MDC.getCopyOfContextMap(), "goes on");

            assertThat(line.get("trace_id").asText()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
            assertThat(line.get("span_id").asText()).isEqualTo("00f067aa0ba902b7");
        }
    }

    @Test
    void shouldGiveTheTenantOfALaneThatALineNames() throws Exception {
        JsonNode line = logged("ecs", Map.of(), "{} is full", new Lane("demo", "ecs"));

        assertThat(line.get("tenant_id").asText()).isEqualTo("demo");
        assertThat(line.has("execution_id")).isFalse();
    }

    @Test
    void shouldGiveNoFieldWhereNoExecutionIsNamed() throws Exception {
        JsonNode line = logged("ecs", Map.of(), "started with {}", "an-id");

        assertThat(line.has("tenant_id")).isFalse();
        assertThat(line.has("execution_id")).isFalse();
    }
}
