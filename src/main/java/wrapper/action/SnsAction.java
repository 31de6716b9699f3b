package wrapper.action;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import shared.aws.AwsClients;
import shared.aws.AwsFailures;
import software.amazon.awssdk.core.exception.SdkException;
import wrapper.run.CommandOutcome;
import wrapper.run.Run;

/** Publishes to a topic how the command ended: the end of its stderr, and a link to its log. */
public final class SnsAction implements Processor {
    private final AwsClients aws;
    private final LogLink link;

    /** Takes the clients of AWS, and what finds the address of the log. */
    public SnsAction(AwsClients aws, LogLink link) {
        this.aws = aws;
        this.link = link;
    }

    @Override
    public void process(Exchange exchange) throws ActionFailedException {
        ActionCall call = ActionCall.of(exchange);
        Run run = call.run();
        SnsTrace trace =
                ActionRequests.read(exchange, SnsTrace::parse).ofJob(run.job().name());
        String stderr = run.outcome().map(CommandOutcome::stderr).orElse("");
        String message = trace.message(stderr, link.find(call.time()::over));
        String subject = trace.subjectLine();
        try {
            aws.sns(trace.region()).publish(b -> b.topicArn(trace.topic())
                    .subject(subject.isEmpty() ? null : subject)
                    .message(message));
        } catch (SdkException e) {
            throw new ActionFailedException(AwsFailures.describe(e));
        }
    }
}
