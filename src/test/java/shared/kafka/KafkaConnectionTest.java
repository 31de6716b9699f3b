package shared.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaConnectionTest {

    private static final Truststore STORE = new Truststore("/etc/trust.p12", "a-password", null);

    private static KafkaConnection connection(SecurityProtocol protocol, MskIam iam) {
        return new KafkaConnection("b-1:9098,b-2:9098", protocol, iam, STORE);
    }

    /** As Kafka itself reads it. */
    private static AppConfigurationEntry login(MskIam iam) {
        String config =
                connection(SecurityProtocol.SASL_SSL, iam).clientProperties().get("sasl.jaas.config");
        return JaasContext.loadClientContext(Map.of("sasl.jaas.config", new Password(config)))
                .configurationEntries()
                .get(0);
    }

    @Test
    void shouldNeitherEncryptNorSignInWithPlaintext() {
        assertThat(connection(SecurityProtocol.PLAINTEXT, MskIam.DEFAULT).clientProperties())
                .containsOnly(
                        Map.entry("bootstrap.servers", "b-1:9098,b-2:9098"),
                        Map.entry("security.protocol", "PLAINTEXT"));
    }

    @Test
    void shouldTrustTheGivenAuthoritiesWithTls() {
        assertThat(connection(SecurityProtocol.SSL, MskIam.DEFAULT).clientProperties())
                .containsOnly(
                        Map.entry("bootstrap.servers", "b-1:9098,b-2:9098"),
                        Map.entry("security.protocol", "SSL"),
                        Map.entry("ssl.truststore.location", "/etc/trust.p12"),
                        Map.entry("ssl.truststore.type", "PKCS12"),
                        Map.entry("ssl.truststore.password", "a-password"));
    }

    @Test
    void shouldSignInByTheDefaultChainWithoutOptions() {
        Map<String, String> properties =
                connection(SecurityProtocol.SASL_SSL, MskIam.DEFAULT).clientProperties();

        assertThat(properties)
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "AWS_MSK_IAM")
                .containsEntry(
                        "sasl.client.callback.handler.class", "software.amazon.msk.auth.iam.IAMClientCallbackHandler");
        assertThat(login(MskIam.DEFAULT).getLoginModuleName()).isEqualTo("software.amazon.msk.auth.iam.IAMLoginModule");
        assertThat(login(MskIam.DEFAULT).getOptions()).isEmpty();
    }

    @Test
    void shouldPassTheOptionsOn() {
        MskIam iam = new MskIam("arn:aws:iam::123456789012:role/producer", "load", "eu-west-1", "other");

        assertThat(login(iam).getOptions())
                .isEqualTo(Map.of(
                        "awsRoleArn", "arn:aws:iam::123456789012:role/producer",
                        "awsRoleSessionName", "load",
                        "awsStsRegion", "eu-west-1",
                        "awsProfileName", "other"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\" awsDebugCreds=\"true", "a\\\" awsDebugCreds=\"true", "a; evil.Module required;"})
    void shouldKeepAHostileOptionInOnePiece(String hostile) {
        assertThat(login(new MskIam(null, null, null, hostile)).getOptions())
                .isEqualTo(Map.of("awsProfileName", hostile));
    }

    @Test
    void shouldSayWhichProtocolsThereAre() {
        assertThat(SecurityProtocol.parse("SECURITY_PROTOCOL", "sasl_ssl")).isEqualTo(SecurityProtocol.SASL_SSL);
        assertThatThrownBy(() -> SecurityProtocol.parse("SECURITY_PROTOCOL", "TLS"))
                .hasMessage("SECURITY_PROTOCOL=TLS: must be one of PLAINTEXT, SSL, SASL_SSL");
    }

    @Test
    void shouldNotShowThePassword() {
        assertThat(connection(SecurityProtocol.SSL, MskIam.DEFAULT).toString())
                .contains("/etc/trust.p12")
                .doesNotContain("a-password");
    }
}
