package execution.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import execution.catalogue.Catalogue;
import execution.catalogue.TaskText;
import execution.model.Execution;
import execution.model.Samples;
import execution.publication.KafkaProperties;
import execution.publication.SnsProperties;
import execution.results.DocumentsMessage.LargeDocument;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

class DocumentsMessagesTest {

    private static final String TOPIC = "arn:aws:sns:eu-west-1:123456789012:scans";

    private final Execution execution = Samples.running(1);
    private final S3Client s3 = mock(S3Client.class);

    private DocumentsMessages messages(String taskResults) {
        KafkaProperties kafka = new Binder(
                        new MapConfigurationPropertySource(Map.of("execution.kafka.brokers", "localhost:9092")))
                .bindOrCreate("execution.kafka", KafkaProperties.class);
        return new DocumentsMessages(
                s3,
                Catalogue.of(TaskText.task(
                        execution.job().jobName(), "title: Scan\ncontainer: {task_definition: x}\n" + taskResults)),
                kafka,
                new SnsProperties("", "", TOPIC));
    }

    private static DocumentsMessage message(LargeDocument... large) {
        return new DocumentsMessage("scan", "parent", "time", "{}", List.of(large));
    }

    private Exchange written(String taskResults) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setHeader("of_before", "x");
        messages(taskResults).write(message(), execution, exchange);
        return exchange;
    }

    @Test
    void shouldSetTheHeadersThatRoutesArePromised() {
        Exchange exchange = written("");

        assertThat(exchange.getMessage().getBody()).isEqualTo("{}");
        assertThat(exchange.getMessage().getHeaders())
                .containsOnly(
                        Map.entry("execution_id", execution.key().executionId()),
                        Map.entry("tenant_id", execution.key().tenantId()),
                        Map.entry("task", "scan"),
                        Map.entry("ParentKey", "parent"),
                        Map.entry("TemporalKey", "time"),
                        Map.entry("kafka_topic", "executions.documents"),
                        Map.entry("sns_topic_arn", TOPIC));
    }

    @Test
    void shouldNameTheTopicsOfTheTask() {
        String own = TOPIC + "-of-the-task";

        assertThat(written("results: {kafka_topic: scans, sns_topic_arn: \"" + own + "\"}\n")
                        .getMessage()
                        .getHeaders())
                .containsEntry("kafka_topic", "scans")
                .containsEntry("sns_topic_arn", own);
    }

    @Test
    void shouldStoreEachDocumentThatAMessageRefersTo() {
        Map<String, String> stored = new LinkedHashMap<>();
        when(s3.putObject(any(Consumer.class), any(RequestBody.class))).then(call -> {
            PutObjectRequest.Builder builder = PutObjectRequest.builder();
            call.<Consumer<PutObjectRequest.Builder>>getArgument(0).accept(builder);
            PutObjectRequest put = builder.build();
            assertThat(put.contentType()).isEqualTo("application/json");
            byte[] json = call.<RequestBody>getArgument(1)
                    .contentStreamProvider()
                    .newStream()
                    .readAllBytes();
            stored.put(put.bucket() + "/" + put.key(), new String(json, StandardCharsets.US_ASCII));
            return null;
        });

        messages("")
                .store(message(
                        new LargeDocument("bucket", "a.json", "1".getBytes(StandardCharsets.US_ASCII)),
                        new LargeDocument("bucket", "b.json", "2".getBytes(StandardCharsets.US_ASCII))));

        assertThat(stored).containsExactly(Map.entry("bucket/a.json", "1"), Map.entry("bucket/b.json", "2"));
    }
}
