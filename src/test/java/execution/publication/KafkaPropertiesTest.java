package execution.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import shared.kafka.SecurityProtocol;

/** What an operator reads who configured it wrong. */
@ExtendWith(OutputCaptureExtension.class)
class KafkaPropertiesTest {

    @EnableConfigurationProperties(KafkaProperties.class)
    static class Settings {}

    private static ConfigurableApplicationContext start(String... properties) {
        SpringApplication application = new SpringApplication(Settings.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setRegisterShutdownHook(false);
        return application.run(Stream.concat(Stream.of("camel.main.name=test"), Arrays.stream(properties))
                .map(property -> "--" + property)
                .toArray(String[]::new));
    }

    @Test
    void shouldConnectWithoutSecurityWhereNothingIsSaid() {
        try (ConfigurableApplicationContext context = start("execution.kafka.brokers=broker:9092")) {
            assertThat(context.getBean(KafkaProperties.class).connection().securityProtocol())
                    .isEqualTo(SecurityProtocol.PLAINTEXT);
        }
    }

    @Test
    void shouldNameKeyValueAndWhatIsAllowedWhenTheProtocolIsWrong(CapturedOutput output) {
        assertThat(catchThrowable(() -> start("execution.kafka.security-protocol=TLS")))
                .isNotNull();

        assertThat(output).contains("execution.kafka.security-protocol", "\"TLS\"", "PLAINTEXT", "SSL", "SASL_SSL");
    }

    @Test
    void shouldRefuseARoleThatAProfileWouldKeepFromBeingAssumed(CapturedOutput output) {
        assertThat(catchThrowable(() -> start(
                        "execution.kafka.iam.role-arn=arn:aws:iam::123456789012:role/events",
                        "execution.kafka.iam.profile=other")))
                .isNotNull();

        assertThat(output).contains("execution.kafka.iam", "at most one of role-arn and profile can be set");
    }

    @Test
    void shouldNameAllWrongValuesAtOnceAndNoPassword(CapturedOutput output) {
        assertThat(catchThrowable(() -> start(
                        "execution.kafka.brokers=broker",
                        "execution.kafka.iam.role-arn=a\" awsDebugCreds=\"true",
                        "execution.kafka.iam.sts-region=Ireland",
                        "execution.kafka.truststore.type=DER",
                        "execution.kafka.truststore.password=a-password",
                        "execution.kafka.delivery-timeout=10ms")))
                .isNotNull();

        assertThat(output)
                .contains("execution.kafka.brokers", "must be host:port")
                .contains("execution.kafka.iam.roleArn", "must be the ARN of a role")
                .contains("execution.kafka.iam.stsRegion", "must be a region")
                .contains("execution.kafka.truststore.type", "must be one of PKCS12, JKS, PEM")
                .contains("execution.kafka.deliveryTimeout")
                .doesNotContain("a-password");
    }
}
