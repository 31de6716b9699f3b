package producer;

import static org.assertj.core.api.Assertions.assertThat;

import execution.aws.Role;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import local.KafkaServer;
import local.Names;
import org.junit.jupiter.api.Test;

/**
 * The producer's role has exactly the rights to Kafka that the producer needs. The right to connect is that to sign in,
 * which {@link MskLoadIT} is about.
 */
class ProducerActionsIT {

    /** A broker that asks for each right. */
    private static final class AskingBroker extends KafkaServer {
        AskingBroker() {
            super("PLAINTEXT", Map.of("authorizer.class.name", RecordingAuthorizer.class.getName()));
        }
    }

    @Test
    void shouldDoNothingButWhatItsRoleHasAndNeedAllOfIt() throws Exception {
        Set<String> needed = Names.RESOURCES.permissions().stream()
                .filter(permission -> permission.role() == Role.PRODUCER)
                .filter(permission -> permission.action().startsWith("kafka-cluster:"))
                .filter(permission -> !permission.action().endsWith(":Connect"))
                .flatMap(permission -> permission.on().stream().map(on -> permission.action() + " on " + on))
                .collect(Collectors.toSet());
        try (AskingBroker broker = new AskingBroker()) {
            broker.startAgain();

            Production production = Production.start(
                    Map.of("BOOTSTRAP_SERVERS", broker.brokers(), "TOPIC", "load"),
                    "--message-count=10",
                    "--messages-per-sec=0",
                    "--verify");

            assertThat(production.exitCode()).isZero();
            assertThat(RecordingAuthorizer.seen()).isEqualTo(needed);
        }
    }
}
