package execution.publication;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;
import shared.kafka.KafkaConnection;
import shared.kafka.MskIam;
import shared.kafka.SecurityProtocol;
import shared.kafka.Truststore;

/**
 * Where events and results are published, and how Kafka is connected to.
 *
 * @param brokers {@code host:port}, several with commas between them
 * @param securityProtocol PLAINTEXT, SSL, or SASL_SSL, which signs in to MSK with IAM
 * @param iam whose credentials sign in, with SASL_SSL
 * @param truststore which authorities are trusted, with SSL and SASL_SSL
 * @param eventsTopic status changes go there
 * @param resultsTopic what tasks' results say goes there
 * @param deliveryTimeout for how long the topic may take a message, 1 s to 2 min; after that it is tried again
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
        @NotNull @Valid @DefaultValue MskIam iam,
        @NotNull @Valid @DefaultValue Truststore truststore,
        @NotBlank @DefaultValue("executions.events") String eventsTopic,
        @NotBlank @DefaultValue("executions.results") String resultsTopic,
        @NotNull @DurationMin(seconds = 1) @DurationMax(minutes = 2) @DefaultValue("15s") Duration deliveryTimeout) {

    public KafkaConnection connection() {
        return new KafkaConnection(brokers, securityProtocol, iam, truststore);
    }
}
