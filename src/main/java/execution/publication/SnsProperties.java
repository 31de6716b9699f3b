package execution.publication;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Topics of SNS that events and results are published to besides those of Kafka. The routes {@code publish-event},
 * {@code publish-results} and {@code publish-documents} read them.
 *
 * @param eventsTopicArn The ARN of the topic that status changes are published to as well. Where it is empty, they are
 *     published to Kafka alone.
 * @param resultsTopicArn The ARN of the topic that tasks' results are published to as well. Where it is empty, they are
 *     published to Kafka alone.
 * @param documentsTopicArn The ARN of the topic that the documents are published to as well that parsers post to their
 *     contexts, where the file of the task names no other one. Where it is empty, they are published to Kafka alone.
 */
@Validated
@ConfigurationProperties("execution.sns")
public record SnsProperties(
        @NotNull @Pattern(regexp = TOPIC_ARN, message = "must be the ARN of a topic, or empty") @DefaultValue("")
                String eventsTopicArn,
        @NotNull @Pattern(regexp = TOPIC_ARN, message = "must be the ARN of a topic, or empty") @DefaultValue("")
                String resultsTopicArn,
        @NotNull @Pattern(regexp = TOPIC_ARN, message = "must be the ARN of a topic, or empty") @DefaultValue("")
                String documentsTopicArn) {

    private static final String TOPIC_ARN = "(arn:[a-z-]+:sns:[a-z0-9-]+:\\d{12}:[\\w.-]{1,256})?";
}
