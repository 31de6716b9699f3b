package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import execution.model.ExecutionKey;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import local.KafkaServer;
import local.Names;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A broker is really stopped, and comes back with the records that it had. */
class BrokerOutageIT {

    private static final int EXECUTIONS = 12;
    private static final int PUBLICATION_THREADS = 8;

    @ParameterizedTest(name = "at most {0} executions wait in memory")
    @ValueSource(ints = {2_000, 2})
    void shouldGoOnWithoutTheBrokerAndPublishEverythingInOrderOnceItIsBack(int mostWaiting) {
        Logger log = (Logger) LoggerFactory.getLogger("execution.publication.PublicationOutage");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        // Time-outs of seconds stand for the minutes of a real outage.
        try (KafkaServer kafka = KafkaServer.start();
                RunningService service = RunningService.start(
                        SharedPlatform.get(),
                        Map.of(
                                "execution.wake-up.from",
                                "none",
                                "execution.kafka.brokers",
                                kafka.brokers(),
                                "execution.kafka.delivery-timeout",
                                "3s",
                                "execution.publication.most-waiting",
                                Integer.toString(mostWaiting),
                                "execution.publication.retry",
                                "200ms"))) {
            // Given
            log.addAppender(lines);
            String tenant = SharedPlatform.newTenant();
            String stuck = SharedPlatform.newTenant();
            SharedPlatform.limitSlots(stuck, 0);
            ExecutionKey before = service.trigger(tenant, RunningService.event("instant"));
            service.awaitStatus(before, "completed");
            await().atMost(RunningService.LONGEST_WAIT)
                    .until(() -> !SharedPlatform.row(before).containsKey("GSI6PK"));
            kafka.stop();

            // When
            List<ExecutionKey> keys = IntStream.range(0, EXECUTIONS)
                    .mapToObj(i -> service.trigger(tenant, RunningService.event("instant")))
                    .toList();
            List<ExecutionKey> pending = IntStream.range(0, 4)
                    .mapToObj(i -> service.trigger(stuck, RunningService.event("instant")))
                    .toList();

            // Then
            keys.forEach(key -> service.awaitStatus(key, "completed"));
            JsonNode health = await().atMost(RunningService.LONGEST_WAIT)
                    .until(
                            () -> service.management("/actuator/health").body().at("/components/publication"),
                            publication -> publication.at("/details").has("reason"));
            assertThat(health.get("status").asText()).isEqualTo("UP");
            assertThat(health.at("/details/reason").asText()).contains("no broker took it in time");
            await().atMost(RunningService.LONGEST_WAIT)
                    .until(() -> service.bean(MeterRegistry.class)
                                    .get("execution.publication.waiting")
                                    .gauge()
                                    .value()
                            > 0);
            await().atMost(RunningService.LONGEST_WAIT).until(() -> publicationThreads() <= PUBLICATION_THREADS);
            assertThat(service.bean(MeterRegistry.class)
                            .get("execution.publication.waiting")
                            .gauge()
                            .value())
                    .isLessThanOrEqualTo(mostWaiting + PUBLICATION_THREADS);

            // When
            kafka.startAgain();

            // Then
            try (Topic events = Topic.read(kafka.inside(), Names.EVENTS_TOPIC);
                    Topic results = Topic.read(kafka.inside(), Names.RESULTS_TOPIC)) {
                keys.forEach(key -> assertThat(
                                events.awaitEvents(key, service.history(key).size()))
                        .extracting(event -> event.get("status").asText())
                        .containsExactlyElementsOf(service.history(key)));
                pending.forEach(key -> assertThat(events.awaitEvents(key, 1)).hasSize(1));
                keys.forEach(key -> await("results of " + key)
                        .atMost(RunningService.LONGEST_WAIT)
                        .until(() -> !results.all(key).isEmpty()));
            }
            await("nothing is left to the sweep")
                    .atMost(RunningService.LONGEST_WAIT)
                    .until(() -> keys.stream()
                            .noneMatch(key -> SharedPlatform.row(key).containsKey("GSI6PK")));
            await().atMost(RunningService.LONGEST_WAIT).until(() -> !service.management("/actuator/health")
                    .body()
                    .at("/components/publication/details")
                    .has("reason"));
            assertThat(lines.list)
                    .as("lines for %s executions with five changes each", EXECUTIONS)
                    .hasSizeLessThan(EXECUTIONS);
            assertThat(lines.list.get(0).getLevel()).isEqualTo(Level.WARN);
            pending.forEach(service::cancel);
        } finally {
            log.detachAppender(lines);
        }
    }

    private static long publicationThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("publication"))
                .count();
    }
}
