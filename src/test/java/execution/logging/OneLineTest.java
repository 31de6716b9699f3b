package execution.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The lines that the service's own configuration of its log makes. */
class OneLineTest {

    private static final String HOSTILE = "a\r\n2026-01-01T00:00:00Z  INFO forged\u001b[2J\u009b31m\u2028\u0000b\tc";

    private static String logged(String logger, String message, Throwable failure) throws JoranException {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(OneLineTest.class.getResource("/logback-spring.xml"));
        var console =
                (OutputStreamAppender<ILoggingEvent>) context.getLogger("ROOT").getAppender("CONSOLE");
        LoggingEvent event =
                new LoggingEvent(logger, context.getLogger(logger), Level.INFO, message, failure, new Object[0]);
        return new String(console.getEncoder().encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void shouldWriteAMessageOnOneLine() throws JoranException {
        String line = logged("execution.test", HOSTILE, null);

        assertThat(line).endsWith("a\\r\\n2026-01-01T00:00:00Z  INFO forged\\u001b[2J\\u009b31m\\u2028\\u0000b\tc\n");
        assertThat(line.strip()).doesNotContain("\n", "\r", "\u001b[2J", "\u009b", "\u2028", "\u0000");
        assertThat(logged("execution.test", "Grüße, 世界 😀", null)).endsWith("Grüße, 世界 😀\n");
    }

    @Test
    void shouldWriteTheMessagesOfAFailureAndItsCausesOnOneLineEach() throws JoranException {
        Exception failure = new IllegalStateException("first " + HOSTILE, new IllegalArgumentException(HOSTILE));
        failure.addSuppressed(new RuntimeException(HOSTILE));

        String lines = logged("execution.test", "it failed", failure);

        assertThat(lines).contains("IllegalStateException: first a\\r\\n2026", "Caused by: ", "Suppressed: ", "\tat ");
        assertThat(lines.lines()).noneMatch(line -> line.startsWith("2026-01-01"));
        assertThat(lines).doesNotContain("\r", "\u001b[2J", "\u009b", "\u2028", "\u0000");
    }

    @Test
    void shouldLeaveTheReasonWhyItDoesNotStartReadable() throws JoranException {
        assertThat(logged("org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter", "one\ntwo", null))
                .endsWith("one\ntwo\n");
    }
}
