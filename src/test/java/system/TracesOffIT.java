package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import execution.model.ExecutionKey;
import io.opentelemetry.api.trace.Tracer;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import local.Names;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;

/** A trace of somebody else goes through a service that makes no spans. */
class TracesOffIT {

    private static final String GIVEN = "00-aaf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static final Queue<ILoggingEvent> LINES = new ConcurrentLinkedQueue<>();
    private static final AppenderBase<ILoggingEvent> APPENDER = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent line) {
            line.prepareForDeferredProcessing();
            LINES.add(line);
        }
    };

    private static RunningService service;
    private static Topic events;

    @BeforeAll
    static void start() {
        service = RunningService.start(SharedPlatform.get());
        events = Topic.read(Names.EVENTS_TOPIC);
        APPENDER.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
        APPENDER.start();
        root().addAppender(APPENDER);
    }

    @AfterAll
    static void stop() {
        root().detachAppender(APPENDER);
        service.close();
        events.close();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Test
    void shouldMakeNoTracer() {
        assertThatThrownBy(() -> service.bean(Tracer.class)).isInstanceOf(NoSuchBeanDefinitionException.class);
    }

    @Test
    void shouldCarryTheTraceOfTheRequestOnAndNameItInTheLog() {
        ExecutionKey key = service.trigger(
                SharedPlatform.newTenant(), RunningService.event("instant"), Map.of("traceparent", GIVEN));
        service.awaitStatus(key, "completed");
        events.awaitEvents(key, service.history(key).size());

        assertThat(SharedPlatform.row(key).get("traceparent").s()).isEqualTo(GIVEN);
        assertThat(events.headers(key)).isNotEmpty().allSatisfy(headers -> assertThat(headers)
                .containsEntry("traceparent", GIVEN));
        List<ILoggingEvent> about = LINES.stream()
                .filter(line ->
                        key.executionId().equals(line.getMDCPropertyMap().get("execution_id")))
                .toList();
        assertThat(about).hasSizeGreaterThanOrEqualTo(4).allSatisfy(line -> assertThat(line.getMDCPropertyMap())
                .as(line.getFormattedMessage())
                .containsEntry("trace_id", GIVEN.substring(3, 35))
                .doesNotContainKey("span_id"));
    }

    @Test
    void shouldLeaveAnExecutionWithoutATraceAsItIs() {
        ExecutionKey key = service.trigger(SharedPlatform.newTenant(), RunningService.event("instant"));
        service.awaitStatus(key, "completed");
        events.awaitEvents(key, service.history(key).size());

        assertThat(SharedPlatform.row(key)).doesNotContainKey("traceparent");
        assertThat(events.headers(key)).isNotEmpty().allSatisfy(headers -> assertThat(headers)
                .doesNotContainKey("traceparent"));
    }
}
