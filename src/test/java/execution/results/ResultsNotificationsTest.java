package execution.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import execution.aws.ServiceProperties;
import execution.model.AggregateKey;
import execution.model.ExecutionKey;
import execution.model.ResultsKey;
import execution.model.UnusableMessageException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ResultsNotificationsTest {

    private static final ExecutionKey EXECUTION = new ExecutionKey("demo", "event", "execution");

    private final ResultsNotifications notifications = new ResultsNotifications(
            new ObjectMapper(),
            new Binder(new MapConfigurationPropertySource(Map.of()))
                    .bindOrCreate("execution", ServiceProperties.class));

    @Test
    void shouldTellTheResultsOfANotificationInTheirOrder() {
        ResultsKey first = new ResultsKey(EXECUTION, 1, "scan.txt.tar.gz");
        ResultsKey second = new ResultsKey(EXECUTION, 2, "scan.txt.tar.gz");

        assertThat(notifications.read(ResultsBeans.notification(first.text(), second.text())))
                .containsExactly(first, second);
    }

    @Test
    void shouldReadAKeyAsS3EncodesIt() {
        assertThat(notifications.read(ResultsBeans.notification("results/demo/event/execution/1/scan%2Dtxt.tar.gz")))
                .containsExactly(new ResultsKey(EXECUTION, 1, "scan-txt.tar.gz"));
    }

    @Test
    void shouldLeaveAloneWhatTheValuesOfPartsWerePutTogetherTo() {
        String parts = new AggregateKey(EXECUTION, 1, "jsonl").text();
        ResultsKey results = new ResultsKey(EXECUTION, 1, "scan.txt.tar.gz");

        assertThat(notifications.read(ResultsBeans.notification(parts, results.text())))
                .containsExactly(results);
    }

    @Test
    void shouldTellOfNothingByTheTestThatS3Sends() {
        assertThat(notifications.read("{\"Service\": \"Amazon S3\", \"Event\": \"s3:TestEvent\"}"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | not a bucket notification",
                "{\"Records\": {}} | no Records",
                "{\"Records\": [{\"s3\": {\"bucket\": {\"name\": \"other\"}}}]} | another bucket",
                "{\"Records\": [{\"s3\": {\"bucket\": {\"name\": \"executions-results\"}, \"object\": {\"key\": \"a\"}}}]}"
                        + " | not the key of results",
                "{\"Records\": [{\"s3\": {\"bucket\": {\"name\": \"executions-results\"}, \"object\": {\"key\": \"%\"}}}]}"
                        + " | not URL-encoded"
            })
    void shouldRefuseWhatIsNoNotificationOfResults(String message, String reason) {
        assertThatThrownBy(() -> notifications.read(message))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining(reason);
    }
}
