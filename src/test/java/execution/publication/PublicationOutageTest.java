package execution.publication;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import execution.model.ExecutionKey;
import execution.model.HandClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PublicationOutageTest {

    private static final ExecutionKey ONE = new ExecutionKey("demo", "event", "one");
    private static final ExecutionKey OTHER = new ExecutionKey("demo", "event", "other");

    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

    private final Logger log = (Logger) LoggerFactory.getLogger(PublicationOutage.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final HandClock clock = new HandClock(FIRST);
    private final PublicationOutage outage = new PublicationOutage(clock);

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
    }

    @AfterEach
    void leave() {
        log.detachAppender(lines);
    }

    @Test
    void shouldSayOnceThatItBeginsAndOnceThatItEnds() {
        for (int attempt = 0; attempt < 100; attempt++) {
            outage.failed(ONE, "no broker");
            outage.failed(OTHER, "no broker");
        }
        outage.succeeded(ONE);
        assertThat(outage.current()).isPresent();
        outage.succeeded(OTHER);

        assertThat(outage.current()).isEmpty();
        assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
        assertThat(lines.list.get(0).getFormattedMessage()).contains("demo/event/one", "no broker");
    }

    @Test
    void shouldShowTheReasonOfTheLastFailureSinceTheFirst() {
        outage.failed(ONE, "no broker");
        clock.advance(Duration.ofMinutes(5));
        outage.failed(OTHER, "authentication was refused");

        assertThat(outage.current()).contains(new PublicationOutage.State(FIRST, "authentication was refused"));
    }

    @Test
    void shouldKeepSilentWhileEverythingIsPublished() {
        outage.succeeded(ONE);

        assertThat(outage.current()).isEmpty();
        assertThat(lines.list).isEmpty();
    }
}
