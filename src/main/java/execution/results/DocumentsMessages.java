package execution.results;

import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import execution.model.Execution;
import execution.publication.KafkaProperties;
import execution.publication.SnsProperties;
import execution.results.DocumentsMessage.LargeDocument;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;
import shared.trace.TraceParent;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Makes of the documents that a parser posted the messages that {@code direct:publish-documents} takes. */
@Component
public class DocumentsMessages {

    private final S3Client s3;
    private final Catalogue catalogue;
    private final KafkaProperties kafka;
    private final SnsProperties sns;

    DocumentsMessages(S3Client s3, Catalogue catalogue, KafkaProperties kafka, SnsProperties sns) {
        this.s3 = s3;
        this.catalogue = catalogue;
        this.kafka = kafka;
        this.sns = sns;
    }

    /**
     * Stores the documents that a message only refers to, before anybody can read the message. A repetition writes the
     * same objects.
     */
    public void store(@Body DocumentsMessage documents) {
        for (LargeDocument large : documents.large()) {
            s3.putObject(
                    put -> put.bucket(large.bucket()).key(large.key()).contentType("application/json"),
                    RequestBody.fromBytes(large.json()));
        }
    }

    /** Replaces the documents by their JSON, and sets the headers that the route may rely on. */
    public void write(
            @Body DocumentsMessage documents,
            @ExchangeProperty(ResultsOwner.EXECUTION) Execution execution,
            Exchange exchange) {
        Optional<TaskFile.Results> topics =
                catalogue.find(execution.job().jobName()).map(TaskFile::results);
        Message message = exchange.getMessage();
        message.setBody(documents.body());
        message.removeHeaders("*");
        message.setHeader("execution_id", execution.key().executionId());
        message.setHeader("tenant_id", execution.key().tenantId());
        message.setHeader("task", documents.subject());
        if (execution.job().traceparent() != null) {
            message.setHeader(TraceParent.HEADER, execution.job().traceparent());
        }
        message.setHeader("ParentKey", documents.parentKey());
        message.setHeader("TemporalKey", documents.temporalKey());
        message.setHeader(
                "kafka_topic", topics.map(TaskFile.Results::kafkaTopic).orElse(kafka.documentsTopic()));
        message.setHeader(
                "sns_topic_arn", topics.map(TaskFile.Results::snsTopicArn).orElse(sns.documentsTopicArn()));
    }
}
