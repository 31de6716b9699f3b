package execution.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import execution.outage.PollOutages;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;

/** What is said to SQS of held messages, and what is logged where SQS refuses. */
@ExtendWith(OutputCaptureExtension.class)
class HeldMessagesTest {

    private final Queue sqs = new Queue();
    private final QueueUrls urls = new QueueUrls(sqs);
    private final HeldMessages messages =
            new HeldMessages(sqs, urls, new PollOutages(Clock.systemUTC()), Clock.systemUTC());
    private final HeldMessages.Held held = messages.of("queue", Duration.ofSeconds(1), 10);
    private final CamelContext camel = new DefaultCamelContext();

    @BeforeEach
    void start() {
        camel.start();
    }

    @AfterEach
    void stop() {
        messages.close();
        camel.stop();
    }

    private Exchange message(String receipt) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setHeader(Sqs2Constants.RECEIPT_HANDLE, receipt);
        return exchange;
    }

    private int extensions() {
        return sqs.extended.size();
    }

    @Test
    void shouldExtendWhatIsHeldUntilItIsDone() {
        Exchange done = message("done");
        held.onExchangeBegin(null, done);
        held.onExchangeBegin(null, message("held"));
        await().until(() -> sqs.extended.contains("done") && sqs.extended.contains("held"));

        held.onExchangeDone(null, done);
        int atDone = extensions();

        await().until(() -> extensions() > atDone + 3);
        assertThat(sqs.extended.subList(atDone + 2, extensions())).containsOnly("held");
    }

    @Test
    void shouldSayOnceThatMessagesCannotBeHeld(CapturedOutput output) {
        sqs.refuses = true;
        held.onExchangeBegin(null, message("held"));

        await().until(() -> sqs.refusals.size() > 2);
        sqs.refuses = false;

        await().until(() -> output.getOut().contains("works again"));
        assertThat(output.getOut().lines().filter(line -> line.contains("Keeping held messages of queue")))
                .hasSize(2)
                .anyMatch(line -> line.contains("WARN") && line.contains("not authorized"));
    }

    @Test
    void shouldNotWarnOfAMessageThatWasDeliveredAgainBeforeItWasDeleted(CapturedOutput output) throws Exception {
        Acknowledgements acknowledgements = new Acknowledgements(sqs, urls, Clock.systemUTC());
        var policy = acknowledgements.of("queue");
        Exchange late = message("expired");

        policy.onExchangeBegin(null, late);
        policy.onExchangeDone(null, late);
        acknowledgements.close();

        assertThat(sqs.deleted).containsExactly("expired");
        assertThat(output.getOut()).doesNotContain("WARN");
    }

    private static final class Queue implements SqsClient {

        private final List<String> extended = new CopyOnWriteArrayList<>();
        private final List<String> refusals = new CopyOnWriteArrayList<>();
        private final List<String> deleted = new CopyOnWriteArrayList<>();
        private volatile boolean refuses;

        @Override
        public GetQueueUrlResponse getQueueUrl(GetQueueUrlRequest request) {
            return GetQueueUrlResponse.builder().queueUrl("http://sqs/queue").build();
        }

        @Override
        public ChangeMessageVisibilityBatchResponse changeMessageVisibilityBatch(
                ChangeMessageVisibilityBatchRequest request) {
            List<String> receipts = request.entries().stream()
                    .map(ChangeMessageVisibilityBatchRequestEntry::receiptHandle)
                    .toList();
            if (refuses) {
                refusals.addAll(receipts);
                throw SdkClientException.create("not authorized to perform sqs:ChangeMessageVisibility");
            }
            extended.addAll(receipts);
            return ChangeMessageVisibilityBatchResponse.builder().build();
        }

        @Override
        public DeleteMessageBatchResponse deleteMessageBatch(DeleteMessageBatchRequest request) {
            request.entries().forEach(entry -> deleted.add(entry.receiptHandle()));
            return DeleteMessageBatchResponse.builder()
                    .failed(request.entries().stream()
                            .map(entry -> BatchResultErrorEntry.builder()
                                    .id(entry.id())
                                    .code("ReceiptHandleIsInvalid")
                                    .message("The receipt handle has expired")
                                    .senderFault(true)
                                    .build())
                            .toList())
                    .build();
        }

        @Override
        public String serviceName() {
            return "sqs";
        }

        @Override
        public void close() {}
    }
}
