package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import execution.model.ExecutionKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import local.Names;
import local.msk.AccessKey;
import local.msk.MskBroker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Runs the real service against a broker that accepts only clients that sign with a key that the broker knows. */
@ExtendWith(OutputCaptureExtension.class)
class MskPublicationIT {

    private static final String SECRET = "the-secret-of-the-service";

    @Test
    void shouldSayThatItIsRefusedAndPublishEverythingOnceItIsLetIn(@TempDir Path directory, CapturedOutput output)
            throws IOException {
        Path credentials = Files.writeString(
                directory.resolve("credentials"),
                """
                [service]
                aws_access_key_id = AKIDSERVICE
                aws_secret_access_key = %s
                """
                        .formatted(SECRET));
        System.setProperty("aws.sharedCredentialsFile", credentials.toString());
        try (MskBroker broker = MskBroker.start();
                RunningService service = RunningService.start(
                        SharedPlatform.get(),
                        Map.of(
                                "execution.wake-up.from", "none",
                                "execution.kafka.brokers", broker.brokers(),
                                "execution.kafka.security-protocol", "SASL_SSL",
                                "execution.kafka.iam.profile", "service",
                                "execution.kafka.truststore.location",
                                        broker.truststore().toString(),
                                "execution.kafka.truststore.password", broker.truststorePassword(),
                                "execution.kafka.delivery-timeout", "2s",
                                "execution.publication.retry", "200ms"));
                Topic events = Topic.read(broker.inside(), Names.EVENTS_TOPIC);
                Topic results = Topic.read(broker.inside(), Names.RESULTS_TOPIC)) {
            // Given
            String tenant = SharedPlatform.newTenant();

            // When
            ExecutionKey key = service.trigger(tenant, RunningService.event("instant"));

            // Then
            service.awaitStatus(key, "completed");
            await().atMost(RunningService.LONGEST_WAIT).untilAsserted(() -> assertThat(reason(service))
                    .contains("authentication was refused", "Access denied: unknown access key"));
            assertThat(output.getOut()).contains("cannot be published", "authentication was refused");
            assertThat(output.getAll()).doesNotContain(SECRET);
            assertThat(events.all(key)).isEmpty();

            // When
            broker.know(AccessKey.lasting("AKIDSERVICE", SECRET));

            // Then
            assertThat(events.awaitEvents(key, service.history(key).size()))
                    .extracting(event -> event.get("status").asText())
                    .containsExactlyElementsOf(service.history(key));
            await().atMost(RunningService.LONGEST_WAIT)
                    .until(() -> !results.all(key).isEmpty());
            await().atMost(RunningService.LONGEST_WAIT)
                    .until(() -> reason(service).isEmpty());
        } finally {
            System.clearProperty("aws.sharedCredentialsFile");
        }
    }

    private static String reason(RunningService service) {
        JsonNode health = service.management("/actuator/health").body();
        assertThat(health.get("status").asText()).as("%s", health).isEqualTo("UP");
        return health.at("/components/publication/details/reason").asText();
    }
}
