package execution.publication;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;
import shared.kafka.KafkaConnection;
import shared.kafka.MskIam;
import shared.kafka.SecurityProtocol;
import shared.kafka.Truststore;

/**
 * Where events and results are published, and how Kafka is connected to.
 *
 * @param brokers The brokers that a connection begins with, each as {@code host:port}, several with commas between
 *     them. A broker of MSK that signs in with IAM listens on port 9098.
 * @param securityProtocol How a connection is secured. {@code PLAINTEXT} is no security and only for a broker on the
 *     same machine, {@code SSL} is TLS, and {@code SASL_SSL} is TLS with a client that signs in to MSK with IAM.
 * @param iam whose credentials sign in, with SASL_SSL
 * @param truststore which authorities are trusted, with SSL and SASL_SSL
 * @param eventsTopic The topic that status changes are published to.
 * @param resultsTopic The topic that tasks' results are published to.
 * @param documentsTopic The topic that the documents are published to that parsers post to their contexts, where the
 *     file of the task names no other one.
 * @param deliveryTimeout How long the topic may take to acknowledge a message. After that the message counts as not
 *     sent and is sent again.
 */
@Validated
@ConfigurationProperties("execution.kafka")
public record KafkaProperties(
        @NotBlank
                @Pattern(
                        regexp = KafkaConnection.BROKERS,
                        message = "must be host:port, several with commas between them")
                String brokers,
        @NotNull @DefaultValue("PLAINTEXT") SecurityProtocol securityProtocol,
        @NestedConfigurationProperty @NotNull @Valid @DefaultValue MskIam iam,
        @NestedConfigurationProperty @NotNull @Valid @DefaultValue Truststore truststore,
        @NotBlank @DefaultValue("executions.events") String eventsTopic,
        @NotBlank @DefaultValue("executions.results") String resultsTopic,
        @NotBlank @DefaultValue("executions.documents") String documentsTopic,
        @NotNull @DurationMin(seconds = 1) @DurationMax(minutes = 2) @DefaultValue("15s") Duration deliveryTimeout) {

    public KafkaConnection connection() {
        return new KafkaConnection(brokers, securityProtocol, iam, truststore);
    }
}
