package execution.publication;

import com.fasterxml.jackson.databind.ObjectMapper;
import execution.messaging.DueQueue;
import execution.model.ExecutionKey;
import execution.store.Executions;
import execution.store.PublishedMarks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.spi.Registry;
import org.springframework.util.unit.DataSize;

/** The beans that the routes of publication name, with a pause of some milliseconds after a failure. */
public final class PublicationBeans {

    private static final int MOST_WAITING = 10;

    private final PublishedMarks marks = new PublishedMarks();
    private final PublicationOutage outage = new PublicationOutage(Clock.systemUTC());
    private final PublicationTurns turns = new PublicationTurns(
            new UnpublishedChanges(marks),
            outage,
            new PublicationProperties(MOST_WAITING, DataSize.ofMegabytes(1), Duration.ofMillis(20)),
            new SimpleMeterRegistry(),
            Clock.systemUTC());

    /** Puts the beans where routes find them. */
    public void bind(Registry registry, Executions executions) {
        registry.bind("publications", new DueQueue(Integer.MAX_VALUE, Clock.systemUTC()));
        registry.bind("turns", turns);
        registry.bind("unpublished", new UnpublishedChanges(marks));
        registry.bind(
                "events",
                new StatusEvents(
                        new ObjectMapper().findAndRegisterModules(),
                        marks,
                        new SimpleMeterRegistry(),
                        Clock.systemUTC()));
        registry.bind("records", new PublicationRecords(executions, marks, outage, Clock.systemUTC()));
    }

    public PublicationTurns turns() {
        return turns;
    }

    /** Up to which seq the execution's changes are known to be published. */
    public int published(ExecutionKey key) {
        return marks.of(key);
    }

    public boolean isOutage() {
        return outage.current().isPresent();
    }

    /** How many executions wait. */
    public int waiting() {
        return turns.waiting();
    }
}
