package shared.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import local.Names;
import local.msk.AccessKey;
import local.msk.MskBroker;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real client against a broker that works each signature out again. */
class MskIamIT {

    private static final String SECRET = "the-right-secret-of-the-producer";
    private static final List<String> CREDENTIAL_PROPERTIES =
            List.of("aws.accessKeyId", "aws.secretAccessKey", "aws.sessionToken", "aws.sharedCredentialsFile");

    private static MskBroker broker;

    @TempDir
    private static Path directory;

    @BeforeAll
    static void start() throws IOException {
        broker = MskBroker.start();
        Path profiles = directory.resolve("credentials");
        Files.writeString(
                profiles,
                """
                [right]
                aws_access_key_id = AKIDRIGHT
                aws_secret_access_key = %1$s
                [wrong]
                aws_access_key_id = AKIDRIGHT
                aws_secret_access_key = not-%1$s
                [unknown]
                aws_access_key_id = AKIDUNKNOWN
                aws_secret_access_key = %1$s
                [session]
                aws_access_key_id = ASIASESSION
                aws_secret_access_key = %1$s
                aws_session_token = token/with+all=signs
                [other-session]
                aws_access_key_id = ASIASESSION
                aws_secret_access_key = %1$s
                aws_session_token = another
                """
                        .formatted(SECRET));
        System.setProperty("aws.sharedCredentialsFile", profiles.toString());
    }

    @AfterAll
    static void stop() {
        CREDENTIAL_PROPERTIES.forEach(System::clearProperty);
        broker.close();
    }

    @AfterEach
    void reset() {
        broker.region(Names.REGION.id());
        broker.host(null);
        broker.clockOffset(Duration.ZERO);
        broker.know(AccessKey.lasting("AKIDRIGHT", SECRET));
    }

    private static KafkaConnection connection(String profile) {
        return new KafkaConnection(
                broker.brokers(),
                SecurityProtocol.SASL_SSL,
                new MskIam(null, null, null, profile),
                new Truststore(broker.truststore().toString(), broker.truststorePassword(), null));
    }

    private static void send(KafkaConnection connection) throws Exception {
        Map<String, Object> properties = new HashMap<>(connection.clientProperties());
        properties.put("enable.idempotence", "false");
        properties.put("max.block.ms", "20000");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(Names.EVENTS_TOPIC, "{}")).get(3, TimeUnit.MINUTES);
        }
    }

    private static void assertAccepted(String profile) {
        assertThatCode(() -> send(connection(profile))).doesNotThrowAnyException();
    }

    private static void assertRefused(String profile, String why) {
        Throwable error = catchThrowable(() -> send(connection(profile)));

        assertThat(error).isNotNull();
        KafkaFailure failure = KafkaFailure.of(error);
        assertThat(failure.kind()).isEqualTo(KafkaFailure.Kind.NOT_AUTHENTICATED);
        assertThat(failure.text())
                .startsWith("authentication was refused: ")
                .endsWith("Access denied: " + why)
                .doesNotContain(SECRET);
    }

    @Test
    void shouldBeLetInWithTheRightKey() {
        broker.know(AccessKey.lasting("AKIDRIGHT", SECRET));

        assertAccepted("right");
    }

    /** An idempotent producer never is: its request for an id was refused, and that is final. */
    @Test
    void shouldBeLetInByTheSameClientOnceTheKeyIsKnown() throws Exception {
        Map<String, Object> properties = new HashMap<>(connection("unknown").clientProperties());
        properties.put("enable.idempotence", "false");
        properties.put("max.block.ms", "5000");
        properties.put("request.timeout.ms", "3000");
        properties.put("delivery.timeout.ms", "5000");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            ProducerRecord<String, String> message = new ProducerRecord<>(Names.RESULTS_TOPIC, "{}");
            assertThatThrownBy(() -> producer.send(message).get(3, TimeUnit.MINUTES))
                    .hasRootCauseInstanceOf(SaslAuthenticationException.class);

            broker.know(AccessKey.lasting("AKIDUNKNOWN", SECRET));

            await().ignoreExceptions()
                    .until(() -> producer.send(message).get(3, TimeUnit.MINUTES).hasOffset());
        } finally {
            broker.forget("AKIDUNKNOWN");
        }
    }

    @Test
    void shouldFindTheKeyByTheDefaultChain() {
        System.setProperty("aws.accessKeyId", "AKIDCHAIN");
        System.setProperty("aws.secretAccessKey", SECRET);
        broker.know(AccessKey.lasting("AKIDCHAIN", SECRET));

        try {
            assertAccepted(null);
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    @Test
    void shouldBeRefusedWithAWrongKey() {
        broker.know(AccessKey.lasting("AKIDRIGHT", SECRET));

        assertRefused("wrong", "signature does not match");
    }

    @Test
    void shouldBeRefusedWithAKeyThatNobodyKnows() {
        assertRefused("unknown", "unknown access key");
    }

    @Test
    void shouldSendTheSessionTokenOfTemporaryCredentials() {
        broker.know(AccessKey.temporary(
                "ASIASESSION", SECRET, "token/with+all=signs", Instant.now().plusSeconds(3_600)));

        assertAccepted("session");
        assertRefused("other-session", "wrong session token");
    }

    @Test
    void shouldBeRefusedWhenTheSessionHasExpired() {
        broker.know(AccessKey.temporary(
                "ASIASESSION", SECRET, "token/with+all=signs", Instant.now().minusSeconds(1)));

        assertRefused("session", "session token expired");
    }

    @Test
    void shouldBeRefusedWhenTheClocksAreTooFarApart() {
        broker.know(AccessKey.lasting("AKIDRIGHT", SECRET));

        broker.clockOffset(Duration.ofMinutes(16));
        assertRefused("right", "signature expired");
        broker.clockOffset(Duration.ofMinutes(-6));
        assertRefused("right", "signature not yet valid");
        broker.clockOffset(Duration.ofMinutes(4));
        assertAccepted("right");
    }

    @Test
    void shouldBeRefusedInAnotherRegion() {
        broker.know(AccessKey.lasting("AKIDRIGHT", SECRET));
        broker.region("us-east-1");

        assertRefused("right", "signed for another region or service");
    }

    @Test
    void shouldBeRefusedByAnotherHostThanTheOneSignedFor() {
        broker.know(AccessKey.lasting("AKIDRIGHT", SECRET));
        broker.host("b-1.another.kafka.eu-west-1.amazonaws.com");

        assertRefused("right", "signed for another host");
    }

    @Test
    void shouldNotTrustABrokerWhoseCertificateNobodyVouchesFor() {
        KafkaConnection connection = connection("right");

        Throwable error = catchThrowable(() -> send(new KafkaConnection(
                connection.brokers(), connection.securityProtocol(), connection.iam(), Truststore.DEFAULT)));

        assertThat(KafkaFailure.of(error).kind()).isEqualTo(KafkaFailure.Kind.NOT_TRUSTED);
        assertThat(KafkaFailure.of(error).text()).contains("TLS handshake failed", "certification path");
    }

    @Test
    void shouldSayThatThereAreNoCredentials() {
        Throwable error = catchThrowable(() -> send(connection("no-such-profile")));

        assertThat(KafkaFailure.of(error).kind()).isEqualTo(KafkaFailure.Kind.NOT_AUTHENTICATED);
        assertThat(KafkaFailure.of(error).text())
                .containsIgnoringCase("credentials")
                .hasSizeLessThan(600);
    }
}
