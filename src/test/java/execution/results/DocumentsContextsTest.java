package execution.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.aws.ServiceProperties;
import execution.catalogue.Catalogue;
import execution.catalogue.TaskText;
import execution.model.Execution;
import execution.model.ResultsKey;
import execution.model.Samples;
import execution.model.UnusableMessageException;
import execution.publication.SnsProperties;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class DocumentsContextsTest {

    private static final String TOPIC = "arn:aws:sns:eu-west-1:123456789012:scans";
    private static final int MOST_KAFKA = 900 * 1_024;
    private static final int MOST_SNS = 262_144 - 1_024;

    private final Execution execution = Samples.running(1);
    private final List<DocumentsMessage> messages = new ArrayList<>();

    private DocumentsContext open(String taskResults, String topicOfAll) {
        Catalogue catalogue = Catalogue.of(TaskText.task(
                execution.job().jobName(), "title: Scan\ncontainer: {task_definition: x}\n" + taskResults));
        ServiceProperties service = new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("execution", ServiceProperties.class);
        DocumentsContexts contexts = new DocumentsContexts(
                catalogue,
                new Scans(service),
                ResultsSettings.of(Map.of("most-message", "900KB", "most-document-messages", "3")),
                new SnsProperties("", "", topicOfAll));
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(ResultsOwner.EXECUTION, execution);
        exchange.setProperty(ResultsOwner.KEY, new ResultsKey(execution.key(), 1, "scan.txt.tar.gz"));
        exchange.setProperty(FetchedArchive.ORIGIN, new FetchedArchive.Origin(Map.of(), Instant.now()));
        return contexts.open(exchange, messages::add);
    }

    /** One parent with documents for more than two messages of Kafka. */
    private int most(String taskResults, String topicOfAll) {
        DocumentsContext context = open(taskResults, topicOfAll);
        context.pushContext(Map.of("host", "a"));
        for (int number = 0; number < 60; number++) {
            context.pushContext(Map.of("number", number));
            context.postResults("data", Map.of("text", "x".repeat(10_000)), false);
            context.popContext();
        }
        messages.clear();
        context.publish();
        return messages.stream()
                .mapToInt(message -> message.body().length())
                .max()
                .orElseThrow();
    }

    @Test
    void shouldMakeMessagesAsLargeAsTheTopicsOfTheTaskTake() {
        assertThat(most("", "")).isBetween(MOST_SNS, MOST_KAFKA);
        assertThat(most("results: {sns_topic_arn: \"" + TOPIC + "\"}\n", "")).isBetween(MOST_SNS / 2, MOST_SNS);
        assertThat(most("", TOPIC)).isBetween(MOST_SNS / 2, MOST_SNS);
    }

    @Test
    void shouldRefuseResultsThatTakeTooManyMessages() {
        DocumentsContext context = open("", "");
        for (int number = 0; number < 3; number++) {
            context.postResults("data", Map.of(), false);
            context.publish();
        }
        context.postResults("data", Map.of(), false);

        assertThatThrownBy(context::publish)
                .isInstanceOf(UnusableMessageException.class)
                .hasMessage("the documents of the results do not fit into 3 messages");
        assertThat(messages).hasSize(3);
        assertThat(messages.get(0).subject()).isEqualTo(execution.job().jobName());
    }
}
