package execution.publication;

import com.fasterxml.jackson.databind.ObjectMapper;
import execution.messaging.DueQueue;
import execution.store.Executions;
import execution.webhook.WebhookClient;
import execution.webhook.WebhookFixture;
import execution.webhook.WebhookProperties;
import execution.webhook.WebhookTargets;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import org.apache.camel.spi.Registry;

/** The beans that the routes of webhooks name. */
public final class WebhookBeans {

    private final MeterRegistry metrics = new SimpleMeterRegistry();
    private final Clock clock;
    private final DeliveredMarks marks = new DeliveredMarks();
    private final WebhookClient client;
    private final WebhookTurns turns;
    private final WebhookEvents events;
    private final WebhookRecords records;

    public WebhookBeans(WebhookProperties settings, Executions executions, Clock clock) {
        this.clock = clock;
        WebhookTargets targets = WebhookFixture.targets(settings);
        client = WebhookFixture.client(settings, clock);
        turns = new WebhookTurns(targets, settings, metrics, clock);
        events = new WebhookEvents(client, marks, new ObjectMapper().findAndRegisterModules());
        records = new WebhookRecords(turns, marks, executions, targets, settings, metrics, clock);
    }

    /** Puts the beans where routes find them. */
    public void bind(Registry registry) {
        registry.bind("webhooks", new DueQueue(Integer.MAX_VALUE, clock));
        registry.bind("turns", turns);
        registry.bind("records", records);
    }

    /** Ends what is under way. */
    public void stop() {
        WebhookFixture.stop(client);
    }

    public WebhookTurns turns() {
        return turns;
    }

    public WebhookEvents events() {
        return events;
    }

    /** How many tries came out like that. */
    public double tries(String outcome) {
        return metrics.counter("execution.webhooks.tries", "outcome", outcome).count();
    }
}
