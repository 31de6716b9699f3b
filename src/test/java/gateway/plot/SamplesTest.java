package gateway.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import execution.store.StatusMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;

class SamplesTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final HandClock clock = new HandClock();
    private final Samples samples = new Samples(metrics, clock);

    /** Goes on when it is told to. */
    private static final class HandClock extends Clock {
        private volatile Instant now = Instant.parse("2026-01-31T12:00:00Z");

        private void pass(long seconds) {
            now = now.plusSeconds(seconds);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private void end(String status, int count) {
        metrics.counter(StatusMeters.ENDED, "status", status).increment(count);
    }

    @Test
    void shouldSayWhatHappenedInEachMinute() {
        end("completed", 3);
        end("failed", 1);
        metrics.timer(StatusMeters.WAITED, "tenant_class", "gold").record(Duration.ofSeconds(1));
        metrics.timer(StatusMeters.WAITED, "tenant_class", "default").record(Duration.ofSeconds(3));
        clock.pass(59);
        samples.look();
        assertThat(samples.all()).isEmpty();

        clock.pass(1);
        samples.look();
        samples.look();
        end("completed", 4);
        clock.pass(120);
        samples.look();

        assertThat(samples.all()).containsExactly(new Samples.Sample(4, 2), new Samples.Sample(2, 0));
    }

    @Test
    void shouldKeepAnHourAndBearAClockThatGoesBack() {
        for (int i = 0; i < 200; i++) {
            clock.pass(60);
            end("completed", i);
            samples.look();
        }
        clock.pass(-3_600);
        samples.look();
        clock.pass(60);
        samples.look();

        assertThat(samples.all()).hasSize(Samples.MOST).last().isEqualTo(new Samples.Sample(0, 0));
        assertThat(samples.all().get(Samples.MOST - 2).ended()).isEqualTo(199);
    }

    @Test
    void shouldBeLookedAtByTheServersOwnThread() {
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
        factory.setBackgroundProcessorDelay(1);
        new SampleTimer(new StaticListableBeanFactory(Map.of("samples", samples)).getBeanProvider(Samples.class))
                .customize(factory);
        clock.pass(60);
        WebServer server = factory.getWebServer();
        server.start();
        try {
            await().untilAsserted(() -> assertThat(samples.all()).hasSize(1));
        } finally {
            server.destroy();
        }
    }

    @Test
    void shouldDrawBarsAndSayTheSameInWords() {
        Plot plot = Plot.of("Throughput", List.of(0.0, 10.0, 5.0), "executions ended");

        assertThat(plot.path()).isEqualTo("M464 96v-96h7v96zM472 96v-48h7v48z");
        assertThat(plot.sentence())
                .isEqualTo("5.0 executions ended in the last minute, 10.0 in the highest of the last 3.");
        assertThat(Plot.of("Throughput", List.of(0.0), "x").path()).isEmpty();
        assertThat(Plot.of("Throughput", List.of(), "x").sentence()).contains("nothing to show before");
    }
}
