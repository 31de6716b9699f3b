package shared.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.AwsServiceClientConfiguration;

class AwsClientsTest {

    @Test
    void shouldLimitEveryCallThatMovesNoFile() {
        try (AwsClients clients = new AwsClients(Map.of())) {
            Stream<AwsServiceClientConfiguration> configurations = Stream.of(
                    clients.cloudWatch("eu-west-1", Duration.ofSeconds(4)).serviceClientConfiguration(),
                    clients.secretsManager("eu-west-1").serviceClientConfiguration(),
                    clients.sns("eu-west-1").serviceClientConfiguration());

            assertThat(configurations)
                    .extracting(client -> client.overrideConfiguration()
                            .apiCallTimeout()
                            .map(Duration::toSeconds)
                            .orElse(Long.MAX_VALUE))
                    .containsExactly(4L, 20L, 20L);
        }
    }
}
